/**
 * Station 11: what was handed over goes to WhatsApp, many customers at a time, one message of each. Sending does not wait for answers
 * of others: a slow one holds up only its own customer.
 */

import { setTimeout as wait } from 'node:timers/promises';
import type { Failure } from '#contract/messages.ts';
import { buildMessage } from '../channels/whatsapp/build.ts';
import type { Graph } from '../channels/whatsapp/graph.ts';
import type { Sent } from '../channels/whatsapp/outcome.ts';
import type { Context } from '../context.ts';
import { type Running, startLoop } from '../work/loop.ts';
import { claimMessages, type Handed } from './claim.ts';
import { sendReceipts } from './receipts.ts';
import { openRecorder, type Recorder } from './recorder.ts';
import { refuseQueued } from './refuse.ts';
import { tokenOf } from './token.ts';
import { uploadFor } from './upload.ts';

/** Half of the sockets of the Graph client, so that files and receipts always find one. */
const mostInFlight = 64;
const pollMs = 1_000;
/** A fast number (1,000 a second) gains a token each millisecond; looking that often would cost more than sending. */
const leastPaceMs = 5;

type Sender = {
  /** Takes what may go now. */
  round(): Promise<{ taken: number; pacedMs: number | null }>;
  /** Until all that was taken is sent and written down. */
  settled(): Promise<void>;
};

function openSender(context: Context): Sender {
  const recorder = openRecorder(context);
  const inFlight = new Set<Promise<void>>();

  async function round() {
    const limit = mostInFlight - inFlight.size;
    // Whoever comes back wakes the next round.
    if (limit <= 0) return { taken: 0, pacedMs: null };
    const { handed, toUpload, refused, pacedMs } = await claimMessages(context.db, { limit, newId: context.newId });
    for (const one of handed) start(carry(context, recorder, one));
    for (const one of toUpload) start(upload(context, one));
    if (refused.length > 0) await refuseQueued(context, refused);
    const taken = handed.length + toUpload.length + refused.length;
    return { taken, pacedMs: pacedMs === null ? null : Math.max(leastPaceMs, pacedMs) };
  }

  function start(work: Promise<void>) {
    const flight = work.finally(() => inFlight.delete(flight));
    inFlight.add(flight);
  }

  const settled = async () => {
    while (inFlight.size > 0) await Promise.all(inFlight);
    await recorder.settled();
  };
  return { round, settled };
}

/** Never fails: what goes wrong before a byte leaves is told apart from what goes wrong after. */
async function carry(context: Context, recorder: Recorder, handed: Handed): Promise<void> {
  const ready = makeReady(context, handed);
  const sent = 'ask' in ready ? await send(context, handed, ready.ask) : ready;
  context.metrics.sends.inc({ outcome: sent.kind });
  recorder.record({ handed, sent });
}

type Ask = Parameters<Graph['send']>[0];

function makeReady(context: Context, handed: Handed): { ask: Ask } | Sent {
  const { phoneNumberId, messageId, address, content, media, quotedProviderId } = handed;
  try {
    const body = buildMessage({ messageId, address, content, providerMediaId: media?.providerMediaId ?? null, quotedProviderId });
    return { ask: { token: tokenOf(context, handed), phoneNumberId, body } };
  } catch (err) {
    context.log.error({ err, part: 'outbox', outboxId: handed.outboxId }, 'A message could not be made ready for sending.');
    return { kind: 'rejected', code: null, failure: notReady };
  }
}

const notReady: Failure = {
  code: null,
  class: 'administrator',
  ko: '메시지를 보낼 준비를 하지 못했습니다. 관리자에게 알려 주세요.',
  en: 'The message could not be made ready for sending. Tell your administrator.',
};

function send(context: Context, { outboxId }: Handed, ask: Ask): Promise<Sent> {
  return context.graph.send(ask).catch((err: unknown): Sent => {
    context.log.error({ err, part: 'outbox', outboxId }, 'A call to WhatsApp ended without an answer.');
    return { kind: 'unknown', reason: 'the call failed' };
  });
}

async function upload(context: Context, handed: Handed): Promise<void> {
  await uploadFor(context, handed).catch((err: unknown) => {
    context.log.error(
      { err, part: 'outbox', outboxId: handed.outboxId },
      'A file could not be uploaded; its lease ends and it is tried again.',
    );
  });
  context.db.wakes.emit('outbox');
}

/** One round with everything that follows from it, for tests: 0 = nothing may go now. */
export async function sendOnce(context: Context): Promise<number> {
  const sender = openSender(context);
  for (;;) {
    const { taken, pacedMs } = await sender.round();
    await sender.settled();
    const done = taken + (await sendReceipts(context));
    if (done > 0 || pacedMs === null) return done;
    await wait(pacedMs);
  }
}

export function startSending(context: Context): Running {
  const sender = openSender(context);
  async function once() {
    const { taken, pacedMs } = await sender.round();
    if (taken > 0 || pacedMs === null) return taken;
    setTimeout(() => context.db.wakes.emit('outbox'), pacedMs).unref();
    return 0;
  }
  const loops = [
    startLoop(context, { part: 'outbox', topic: 'outbox', pollMs, once }),
    startLoop(context, { part: 'receipts', topic: 'outbox', pollMs, once: () => sendReceipts(context) }),
  ];
  return {
    stop: async () => {
      await Promise.all(loops.map((loop) => loop.stop()));
      // An answer that is on its way is waited for: given up, it would be unknown.
      await sender.settled();
    },
  };
}
