/** Meta's Graph API, as far as a contact centre meets it. Whatever is not here is answered as Meta answers what does not exist. */

import { listApps, listNumbers, readAccount, readNumber, readSubscriptions, setCallback, subscribe } from './graph-accounts.ts';
import { badToken, expiredToken, type GraphError, noToken, unknownObject, unknownPath } from './graph-answer.ts';
import { appToken, type GraphCall } from './graph-call.ts';
import { deleteMedia, readMedia, upload } from './graph-media.ts';
import { type Answered, answerMessages } from './graph-messages.ts';
import { findNumber } from './lookup.ts';
import type { Shelf } from './media.ts';
import type { Network } from './network.ts';
import type { Rates } from './rates.ts';
import type { BusinessNumber, Media, World } from './world.ts';

export type Graph = { network: Network; shelf: Shelf; rates: Rates };

/** In Meta's order: token, permission, object; what stands in the body is looked at last. */
export async function answerGraph(graph: Graph, call: GraphCall): Promise<Answered> {
  const { world, clock } = graph.network.hub;
  if (call.node === '' || !/^\d+$/.test(call.node)) return { error: unknownPath(call.path) };
  const refused = refuseToken(world, call, clock.now());
  if (refused) return { error: refused };
  const number = findNumber(world, call.node);
  if (number) return answerNumber(graph, number, call);
  if (call.node === world.wabaId) return answerAccount(graph, call);
  if (call.node === world.appId) return answerApp(graph, call);
  const media = graph.shelf.find(call.node);
  if (media && call.edge === '') return answerMedia(graph, media, call);
  return { error: unknownObject(call.verb, call.node) };
}

function refuseToken(world: World, { token, node, edge }: GraphCall, now: number): GraphError | null {
  if (token === null) return noToken;
  // The app speaks for itself with its id and secret; nothing else does.
  if (node === world.appId && edge === 'subscriptions') return token === appToken(world) ? null : badToken;
  if (token !== world.accessToken) return badToken;
  return world.settings.tokenExpired ? expiredToken(now) : null;
}

async function answerNumber({ network, shelf, rates }: Graph, number: BusinessNumber, call: GraphCall): Promise<Answered> {
  switch (`${call.verb} ${call.edge}`) {
    case 'post messages':
      return answerMessages(network, rates, { number, fields: call.fields });
    case 'post media':
      return upload(shelf, number, call);
    case 'get ':
      return readNumber(network.hub.world, number, call);
    default:
      return { error: unknownObject(call.verb, call.node) };
  }
}

async function answerAccount({ network: { hub } }: Graph, call: GraphCall): Promise<Answered> {
  switch (`${call.verb} ${call.edge}`) {
    case 'get ':
      return readAccount(hub.world, call);
    case 'get phone_numbers':
      return listNumbers(hub.world, call);
    case 'get subscribed_apps':
      return listApps(hub.world);
    case 'post subscribed_apps':
      return subscribe(hub, true);
    case 'delete subscribed_apps':
      return subscribe(hub, false);
    default:
      return { error: unknownObject(call.verb, call.node) };
  }
}

async function answerApp({ network: { hub } }: Graph, call: GraphCall): Promise<Answered> {
  if (call.edge === 'subscriptions' && call.verb === 'post') return setCallback(hub, call);
  if (call.edge === 'subscriptions' && call.verb === 'get') return readSubscriptions(hub.world);
  return { error: unknownObject(call.verb, call.node) };
}

async function answerMedia({ shelf }: Graph, media: Media, call: GraphCall): Promise<Answered> {
  if (call.verb === 'get') return readMedia(shelf, media, call);
  if (call.verb === 'delete') return deleteMedia(shelf, media, call);
  return { error: unknownObject(call.verb, call.node) };
}
