/** What happens to an outbound message next, and when. Pure; the network carries it out. */
import { limits } from '#cloud-api/limits.ts';
import type { Taken } from './check.ts';
import { faultByNumber, faultByText } from './faults.ts';
import { type Customer, type Message, type Step, threadKey, type World } from './world.ts';

type Look = { world: World; message: Message; customer: Customer | null; isShown: boolean; now: number };

/** Of a message that has just been accepted: whether it will fail, in the order Meta looks. */
export function firstStep(world: World, taken: Taken, message: Message): Step | null {
  // A user id in the wrong field: accepted, and never heard of again.
  if (taken.isLost) return null;
  const { sentAfterMs } = world.settings;
  const code = failureOf(world, taken, message);
  return { status: code === null ? 'sent' : 'failed', at: message.at + sentAfterMs, code };
}

function failureOf(world: World, { content, customer, isByLink }: Taken, message: Message): number | null {
  const byText = faultByText(content.type === 'text' ? content.body : (content.caption ?? ''));
  if (byText) return byText.code;
  if (world.settings.failWith !== null) return world.settings.failWith;
  if (!customer) return 131026;
  const byNumber = faultByNumber(customer.number);
  if (byNumber) return byNumber.code;
  if (!isWindowOpen(world, message.phoneNumberId, customer, message.at)) return 131047;
  // The sandbox fetches nothing from the network, and a picture nobody can read is no picture.
  if (content.type === 'image' && (isByLink || world.media[content.mediaId]?.width === null)) return 131053;
  return null;
}

/** 24 hours from the last thing the customer wrote to this number. */
export function isWindowOpen(world: World, phoneNumberId: string, { id }: Customer, now: number): boolean {
  const thread = world.threads[threadKey(phoneNumberId, id)] ?? [];
  for (let place = thread.length - 1; place >= 0; place -= 1) {
    const message = world.messages[thread[place] ?? ''];
    if (message?.direction === 'in' && message.status !== 'accepted') return now - message.at < limits.serviceWindowMs;
  }
  return false;
}

/** The step after the one a message has reached; null: nothing until somebody does something. */
export function nextStep({ world, message, customer, isShown, now }: Look): Step | null {
  if (message.direction !== 'out' || !customer) return null;
  const { delivers, deliveredAfterMs, reads, readAfterMs } = world.settings;
  if (message.status === 'sent') {
    // What could not be delivered for 30 days is dropped, and no webhook tells.
    if (now - message.at > limits.messageLifeMs) return null;
    const isReached = delivers === 'always' || (delivers === 'when-online' && customer.isOnline);
    return isReached ? { status: 'delivered', at: now + deliveredAfterMs, code: null } : null;
  }
  if (message.status === 'delivered') {
    const isSeen = reads === 'always' || (reads === 'when-shown' && isShown);
    return isSeen ? { status: 'read', at: now + readAfterMs, code: null } : null;
  }
  return null;
}
