/** What the server does, by operation; an operation without a handler does not compile. */
import { agentHandlers } from '../agents/operations.ts';
import { assignmentHandlers } from '../assignments/operations.ts';
import { undoHandlers } from '../assignments/undo.ts';
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

export const handlers: Required<Handlers> = {
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
  ...undoHandlers,
  ...routingHandlers,
};
