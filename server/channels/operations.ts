import type { Handlers } from '../http/call.ts';
import { selectChannels } from './queries.ts';

export const channelHandlers = {
  listChannels: async ({ db, signed }) => ({ rows: await selectChannels(db, Object.keys(signed.grants.channels)) }),
} satisfies Handlers;
