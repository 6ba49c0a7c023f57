/**
 * What follows when a customer writes: the live case takes the messages (a burst, an album is one case, in the customer's
 * order), a case at rest or waiting reopens, no live case means a new one and its script. Works on what the scene says and
 * gives events only; `server/scene/apply.ts` writes them.
 */
import type { CaseStatus } from '#contract/cases.ts';
import type { Content } from '#contract/content.ts';
import type { IncomingFile, NewMessage, SceneEvent } from '../events.ts';
import type { NewId, Scene, SceneCase } from '../scene.ts';
import { startRun } from '../script/run.ts';

export type InboundMessage = {
  messageId: string;
  content: Content;
  providerId: string;
  /** As WhatsApp printed it, to be kept; null = it printed none. */
  providerAt: number | null;
  /** When the customer wrote, as far as that can be true: order goes by it. */
  writtenAt: number;
  quotedMessageId: string | null;
  /** Older than 8 days on arrival, or of a time that cannot be (T06): kept, opens no window, wakes nobody. */
  isLate: boolean;
  inboundId: number | null;
  traceId: string | null;
  file: IncomingFile | null;
};

export type Received = { events: SceneEvent[]; scene: Scene };

export function receive(scene: Scene, items: readonly InboundMessage[], newId: NewId): Received {
  if (items.length === 0) return { events: [], scene };
  const inOrder = items.toSorted((a, b) => a.writtenAt - b.writtenAt);
  const wakes = items.some((item) => !item.isLate);
  const entered = scene.liveCase ? { live: scene.liveCase, events: [] } : open(scene, newId);
  const messages = inOrder.map((item) => received(scene, entered.live, item));
  const after = follow(scene, entered.live, { wakes, newId });
  const live = settle(entered.live, after, inOrder);
  return { events: [...entered.events, ...messages, ...after], scene: { ...scene, liveCase: live } };
}

/** What the messages set in motion; late ones alone set nothing in motion, and a case they open stays parked. */
function follow(scene: Scene, live: SceneCase, { wakes, newId }: { wakes: boolean; newId: NewId }): SceneEvent[] {
  if (scene.liveCase) return wakes ? resume(scene, live) : [];
  return wakes ? startWork(scene, live, newId) : [{ type: 'case.parked', caseId: live.id, from: 'script', at: scene.now }];
}

function open(scene: Scene, newId: NewId): { live: SceneCase; events: SceneEvent[] } {
  const { now: at, channel, customer } = scene;
  const caseId = newId();
  const live: SceneCase = {
    id: caseId,
    customerId: customer.id,
    channelId: channel.id,
    skillId: null,
    status: 'new',
    place: 'script',
    priority: 0,
    assignment: null,
    offer: null,
    run: null,
    lastCustomerMessageAt: null,
  };
  return {
    live,
    events: [{ type: 'case.opened', caseId, customerId: customer.id, channelId: channel.id, direction: 'in', status: 'new', at }],
  };
}

/** A new case runs the channel's script; without one it waits on the default skill. */
function startWork({ channel, now: at }: Scene, { id: caseId }: SceneCase, newId: NewId): SceneEvent[] {
  const defaultSkillId = channel.defaultSkillId;
  if (channel.script) return startRun({ caseId, script: channel.script, defaultSkillId, now: at, newId });
  return [{ type: 'case.queued', caseId, skillId: defaultSkillId, priority: 0, because: 'default-skill', at }];
}

const reopens: readonly CaseStatus[] = ['pending', 'escalated', 'resolved'];

/** Pending, escalated and resolved cases reopen; a parked one without an agent waits on its skill again. */
function resume({ channel, now: at }: Scene, live: SceneCase): SceneEvent[] {
  const { id: caseId, status: from, priority } = live;
  const events: SceneEvent[] = [];
  if (reopens.includes(from)) {
    events.push({ type: 'case.status-changed', caseId, from, to: 'open', because: 'customer-message', byPersonId: null, at });
  }
  if (live.place === 'parked' && !live.assignment) {
    events.push({ type: 'case.queued', caseId, skillId: live.skillId ?? channel.defaultSkillId, priority, because: 'reopened', at });
  }
  return events;
}

function received(scene: Scene, live: SceneCase, item: InboundMessage): SceneEvent {
  const message: NewMessage = {
    id: item.messageId,
    caseId: live.id,
    customerId: scene.customer.id,
    channelId: scene.channel.id,
    author: { kind: 'customer', personId: null },
    content: item.content,
    providerId: item.providerId,
    providerAt: item.providerAt,
    at: sortKey(item.writtenAt, scene.now),
    quotedMessageId: item.quotedMessageId,
    retryOf: null,
    clientId: null,
    inboundId: item.inboundId,
    traceId: item.traceId,
    file: item.file,
  };
  return { type: 'message.received', message, opensWindow: !item.isLate, at: scene.now };
}

/**
 * WhatsApp tells whole seconds. Within the second it names a message counts as late as it can have been, so that what a customer writes
 * after our answer stands after it; never ahead of our own clock.
 */
const sortKey = (writtenAt: number, now: number): number => Math.min(writtenAt + 999, now);

/** The case as it stands after these events, so that the next batch of the same scene goes on from there. */
function settle(live: SceneCase, events: readonly SceneEvent[], items: readonly InboundMessage[]): SceneCase {
  const wrote = items.filter((item) => !item.isLate).map((item) => item.writtenAt);
  const lastCustomerMessageAt = wrote.length === 0 ? live.lastCustomerMessageAt : Math.max(...wrote, live.lastCustomerMessageAt ?? 0);
  const state: SceneCase = { ...live, lastCustomerMessageAt };
  for (const event of events) {
    if (event.type === 'case.queued') Object.assign(state, { place: 'queued', skillId: event.skillId, priority: event.priority });
    if (event.type === 'case.parked') state.place = 'parked';
    if (event.type === 'case.status-changed') state.status = event.to;
  }
  return state;
}
