/**
 * Posts webhooks as Meta does: signed, a few at once, one customer's in order unless disorder is asked for, again and again for seven
 * days until the answer is 200. Everything goes by the sandbox's clock, so a day moved forward brings the day's repetitions.
 */
import { randomInt } from 'node:crypto';
import { limits } from '#cloud-api/limits.ts';
import { openAlarms } from './alarms.ts';
import { type Hub, spend } from './hub.ts';
import { openLanes } from './lanes.ts';
import { metaJson, signatureHeaders } from './wire.ts';
import type { Webhook, World } from './world.ts';

export type Webhooks = {
  /** Once more, now, whatever became of it. */
  resend(id: number): boolean;
  /** Ends when nothing is on its way and nothing is due. */
  idle(): Promise<void>;
  isIdle(): boolean;
  /** What is on its way is cut off; it is posted again at the next start. */
  stop(): void;
};

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
/** Meta: at once, then with decreasing frequency, for up to 7 days. The last pause goes on. */
export const retryAfterMs = [1, 3, 10, 30]
  .map((s) => s * secondMs)
  .concat(
    [1, 5, 30].map((m) => m * minuteMs),
    [2, 6, 12].map((h) => h * hourMs),
  );
const answerMs = 10_000;
const atOnce = 8;
const longestShuffleMs = 3000;

type Telling = { tells: string; customerId: string | null; wamid: string; body: Record<string, unknown> };

/** The record of a webhook to post; null while no business listens. */
export function newWebhook(world: World, now: number, { body, ...telling }: Telling): Webhook | null {
  if (!world.callback?.fields.includes('messages') || !world.isSubscribed) return null;
  const { webhookDelayMs, shuffles, duplicates } = world.settings;
  const dueAt = now + webhookDelayMs + (shuffles ? randomInt(longestShuffleMs) : 0);
  const none = { attempts: 0, lastStatus: null, lastReason: null, lastAt: null, tookMs: null };
  const id = world.lastWebhookId + 1;
  return { ...telling, id, body: metaJson(body), queuedAt: now, dueAt, copiesLeft: duplicates, state: 'waiting', ...none };
}

export function startWebhooks(hub: Hub): Webhooks {
  const { world, clock } = hub;
  const onTheWay = new Set<number>();
  const waiters: (() => void)[] = [];
  const stopping = new AbortController();

  const isIdle = () => lanes.isEmpty() && (alarms.next() ?? Number.POSITIVE_INFINITY) > clock.now();
  const settle = () => {
    if (isIdle() || stopping.signal.aborted) for (const done of waiters.splice(0)) done();
  };
  const plan = (webhook: Pick<Webhook, 'id' | 'dueAt' | 'state'>) => {
    if (webhook.dueAt !== null && webhook.state === 'waiting') alarms.set(String(webhook.id), webhook.dueAt);
  };
  const carry = async (webhook: Webhook): Promise<void> => {
    onTheWay.add(webhook.id);
    const tried = await attempt(hub, webhook, stopping.signal);
    // Cut off by the stop: for the next start it has not been tried.
    if (stopping.signal.aborted) return;
    await hub.commit({ kind: 'webhook-tried', webhook: tried });
    onTheWay.delete(webhook.id);
    plan(tried);
  };
  const laneOf = ({ customerId }: Webhook) => (world.settings.shuffles ? null : customerId);
  const lanes = openLanes({ atOnce, laneOf, carry, onEmpty: settle });
  const alarms = openAlarms(clock, (id) => {
    const webhook = world.webhooks[id];
    if (webhook?.state === 'waiting' && !onTheWay.has(webhook.id)) lanes.add(webhook);
    settle();
  });

  hub.onChange((change) => {
    if ((change.kind === 'message' || change.kind === 'status') && change.webhook) plan(change.webhook);
  });
  for (const webhook of Object.values(world.webhooks)) plan(webhook);

  return {
    resend: (id) => {
      const webhook = world.webhooks[id];
      if (!webhook || onTheWay.has(id)) return false;
      const { body: _, ...row } = webhook;
      const again = { ...row, state: 'waiting' as const, dueAt: clock.now() };
      hub.note({ kind: 'webhook-tried', webhook: again });
      plan(again);
      return true;
    },
    isIdle,
    idle: () => (isIdle() ? Promise.resolve() : new Promise((resolve) => waiters.push(resolve))),
    stop: () => {
      lanes.stop();
      alarms.stop();
      stopping.abort();
      settle();
    },
  };
}

type Tried = Omit<Webhook, 'body'>;
type Answer = { status: number | null; reason: string | null; tookMs: number | null };

async function attempt(hub: Hub, webhook: Webhook, stopping: AbortSignal): Promise<Tried> {
  const { world, clock } = hub;
  const lost: Answer = { status: null, reason: 'lost-on-purpose', tookMs: null };
  const answer = spend(hub, 'dropWebhooks') ? lost : await post(hub, webhook, stopping);
  const { body: _, ...row } = webhook;
  const now = clock.now();
  const tried = {
    ...row,
    attempts: row.attempts + 1,
    lastStatus: answer.status,
    lastReason: answer.reason,
    lastAt: now,
    tookMs: answer.tookMs,
  };
  if (answer.status === 200) {
    return row.copiesLeft > 0 ? { ...tried, copiesLeft: row.copiesLeft - 1, dueAt: now } : { ...tried, dueAt: null, state: 'done' };
  }
  const pauseMs = retryAfterMs[Math.min(row.attempts, retryAfterMs.length - 1)] ?? hourMs;
  const isOver = now + pauseMs - row.queuedAt > limits.webhookRetryMs || !world.callback;
  return isOver ? { ...tried, dueAt: null, state: 'given-up' } : { ...tried, dueAt: now + pauseMs, state: 'waiting' };
}

async function post(hub: Hub, { body }: Webhook, stopping: AbortSignal): Promise<Answer> {
  const { callback, appSecret } = hub.world;
  if (!callback) return { status: null, reason: 'no-callback', tookMs: null };
  const secret = spend(hub, 'wrongSignatures') ? `not-${appSecret}` : appSecret;
  const startedAt = performance.now();
  const tookMs = () => Math.round(performance.now() - startedAt);
  try {
    const answer = await fetch(callback.url, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'user-agent': 'facebookexternalua', ...signatureHeaders(body, secret) },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([AbortSignal.timeout(answerMs), stopping]),
    });
    await answer.arrayBuffer();
    return { status: answer.status, reason: null, tookMs: tookMs() };
  } catch (cause) {
    return { status: null, reason: reasonOf(cause), tookMs: tookMs() };
  }
}

/** A word for the log: `ECONNREFUSED`, `TimeoutError` … */
function reasonOf(cause: unknown): string {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  if (inner instanceof Error) return 'code' in inner && typeof inner.code === 'string' ? inner.code : inner.name;
  return 'unknown';
}
