/** Turns changes of the world, once they are on disk, into what the pages are told. */
import type { Hub } from './hub.ts';
import { customerOf } from './lookup.ts';
import { type Network, tellCustomer } from './network.ts';
import type { Presence } from './presence.ts';
import { viewClock, viewConnection, viewMessage, viewWebhook } from './views.ts';
import type { Change } from './world.ts';

/** Answers what to call when a phone's page went away without a word. */
export function startNews({ hub, presence }: Pick<Network, 'hub' | 'presence'>): (customerId: string) => void {
  const { world } = hub;
  hub.onChange((change) => {
    if (!hub.isHeard()) return;
    const messages = messagesIn(change).flatMap((wamid) => world.messages[wamid] ?? []);
    for (const message of messages) {
      const view = viewMessage(world, message);
      if (view) hub.tell({ kind: 'message', message: view });
    }
    const customers = new Set(messages.map((message) => customerOf(world, message)));
    for (const customer of customers) if (customer) tellCustomer({ hub, presence }, customer);
    tellRest(hub, presence, change);
  });
  return (customerId) => {
    const customer = world.customers[customerId];
    if (customer) tellCustomer({ hub, presence }, customer);
  };
}

function tellRest(hub: Hub, presence: Presence, change: Change): void {
  const { world, clock } = hub;
  if ('webhook' in change && change.webhook) {
    const webhook = world.webhooks[change.webhook.id];
    if (webhook) hub.tell({ kind: 'webhook', webhook: viewWebhook(webhook) });
  }
  if (change.kind === 'customer') tellCustomer({ hub, presence }, change.customer);
  if (change.kind === 'settings') hub.tell({ kind: 'settings', settings: world.settings });
  if (change.kind === 'clock') hub.tell({ kind: 'clock', clock: viewClock(clock) });
  if (change.kind === 'callback' || change.kind === 'subscribed') hub.tell({ kind: 'connection', connection: viewConnection(world) });
}

function messagesIn(change: Change): string[] {
  if (change.kind === 'message') return [change.message.wamid];
  if (change.kind === 'status') return [change.wamid];
  if (change.kind === 'read-by-business') return change.wamids;
  // Answered with 200: a customer's message gets its second tick.
  return change.kind === 'webhook-tried' && change.webhook.state === 'done' ? [change.webhook.wamid] : [];
}
