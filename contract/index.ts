/** The one list of all operations; routes, OpenAPI, client and docs are made from it. */
import * as agents from './agents.ts';
import * as assignments from './assignments.ts';
import * as cases from './cases.ts';
import * as channels from './channels.ts';
import * as customers from './customers.ts';
import * as inbound from './inbound.ts';
import * as media from './media.ts';
import * as messages from './messages.ts';
import * as people from './people.ts';

export const operations = {
  readWelcome: people.readWelcome,
  setUp: people.setUp,
  signIn: people.signIn,
  signInAsDemo: people.signInAsDemo,
  signOut: people.signOut,
  readLeaving: people.readLeaving,
  readMe: people.readMe,
  updateMe: people.updateMe,
  readMyAgent: agents.readMyAgent,
  setMyState: agents.setMyState,
  listCases: cases.listCases,
  readCase: cases.readCase,
  setCaseStatus: cases.setCaseStatus,
  undoResolve: cases.undoResolve,
  assignCase: cases.assignCase,
  unassignCase: cases.unassignCase,
  listDecisions: cases.listDecisions,
  listOffers: assignments.listOffers,
  acceptOffer: assignments.acceptOffer,
  rejectOffer: assignments.rejectOffer,
  listMessages: messages.listMessages,
  sendMessage: messages.sendMessage,
  retryMessage: messages.retryMessage,
  readRawMessage: messages.readRawMessage,
  markRead: messages.markRead,
  tellTyping: messages.tellTyping,
  readMedia: media.readMedia,
  readCustomer: customers.readCustomer,
  listChannels: channels.listChannels,
  resumeChannel: channels.resumeChannel,
  listStuckItems: inbound.listStuckItems,
  replayStuckItem: inbound.replayStuckItem,
} as const;

export type Operations = typeof operations;
export type OperationName = keyof Operations;
