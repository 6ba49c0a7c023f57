/** What the server can do today, by operation; routes and API document are made from this list. */
import { peopleHandlers } from '../people/operations.ts';
import type { Handlers } from './call.ts';

export const handlers: Handlers = { ...peopleHandlers };
