/** Carries outbound messages on from status to status, by the clock. What is planned stands in the world, so a restart goes on with it. */
import { openAlarms } from './alarms.ts';
import type { Hub } from './hub.ts';
import { customerOf, messagesOf, numberOf } from './lookup.ts';
import { statusBody } from './payloads.ts';
import type { Presence } from './presence.ts';
import { nextStep } from './progress.ts';
import { newWebhook } from './webhooks.ts';
import type { Customer, Message, Step } from './world.ts';

export type Course = {
  /** A message with a planned step has come into the world. */
  follow(message: Message): void;
  /** A message reaches this status now. */
  take(message: Message, step: Step): void;
  /** Messages that rest (`sent` to a phone offline, `delivered` to a chat nobody looks at) may go on. */
  wake(customer: Customer): void;
  /** Nothing is due. */
  isIdle(): boolean;
  stop(): void;
};

export function startCourse(hub: Hub, presence: Presence): Course {
  const { world, clock } = hub;
  const alarms = openAlarms(clock, (wamid) => {
    const message = world.messages[wamid];
    if (message?.next) take(message, message.next);
  });
  const follow = (message: Message) => {
    if (message.next) alarms.set(message.wamid, message.next.at);
    else alarms.remove(message.wamid);
  };
  const take = (message: Message, step: Step) => {
    const customer = customerOf(world, message);
    const reached = { ...message, status: step.status };
    const next = nextStep({ world, message: reached, customer, isShown: presence.isShown(message.customerId), now: step.at });
    const body = statusBody({ world, number: numberOf(world, message), customer, message, step });
    const { wamid, customerId } = message;
    hub.note({ kind: 'status', wamid, step, next, webhook: newWebhook(world, step.at, { tells: step.status, customerId, wamid, body }) });
    follow(message);
  };
  for (const message of Object.values(world.messages)) if (message.next) follow(message);

  return {
    follow,
    take,
    wake: (customer) => {
      for (const message of messagesOf(world, customer)) {
        if (message.next) continue;
        const next = nextStep({ world, message, customer, isShown: presence.isShown(customer.id), now: clock.now() });
        if (!next) continue;
        hub.note({ kind: 'planned', wamid: message.wamid, next });
        follow(message);
      }
    },
    isIdle: () => (alarms.next() ?? Number.POSITIVE_INFINITY) > clock.now(),
    stop: alarms.stop,
  };
}
