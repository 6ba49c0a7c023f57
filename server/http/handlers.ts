/** What the server can do today, by operation; routes and API document are made from this list. */
import { agentHandlers } from '../agents/operations.ts';
import { assignmentHandlers } from '../assignments/operations.ts';
import { caseHandlers } from '../cases/operations.ts';
import { channelHandlers } from '../channels/operations.ts';
import { customerHandlers } from '../customers/operations.ts';
import { inboundHandlers } from '../inbound/operations.ts';
import { mediaHandlers } from '../media/operations.ts';
import { messageHandlers } from '../messages/operations.ts';
import { offerHandlers } from '../offers/operations.ts';
import { peopleHandlers } from '../people/operations.ts';
import { routingHandlers } from '../routing/operations.ts';
import type { Handlers } from './call.ts';

export const handlers: Handlers = {
  ...peopleHandlers,
  ...inboundHandlers,
  ...mediaHandlers,
  ...messageHandlers,
  ...caseHandlers,
  ...customerHandlers,
  ...channelHandlers,
  ...agentHandlers,
  ...offerHandlers,
  ...assignmentHandlers,
  ...routingHandlers,
};
