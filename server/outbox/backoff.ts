/**
 * How long a send waits after WhatsApp said "not now". Spread without chance: by the id of the row, so that many that failed together
 * do not come back together, and the same failure waits the same time in every test.
 */
import { createHash } from 'node:crypto';
import type { Later } from '../channels/whatsapp/outcome.ts';

/** Meta asks for 4^X seconds after 131056 (its throughput page). */
const pairCapMs = 300_000;
const messageCapMs = 60_000;
const numberCapMs = 60_000;
/** Without a connection nothing of the number can be sent; looking again is cheap. */
const unsentCapMs = 30_000;

/** After so many answers "something went wrong" about one message the trouble is taken to be the message's own. */
export const mostTries = 8;

export type Wait = { scope: 'message' | 'number'; waitMs: number };

export function waitAfter({ afterMs, code, scope }: Later, { outboxId, tries }: { outboxId: string; tries: number }): Wait {
  const spread = (waitMs: number) => Math.round(waitMs * (1 + spreadOf(`${outboxId} ${tries}`) / 4));
  if (scope === 'pair') return { scope: 'message', waitMs: spread(Math.min(pairCapMs, 1_000 * 4 ** tries)) };
  const doubled = 1_000 * 2 ** Math.min(tries, 20);
  if (scope === 'number') return { scope: 'number', waitMs: spread(Math.max(afterMs, Math.min(numberCapMs, doubled))) };
  if (code === null) return { scope: 'number', waitMs: spread(Math.max(afterMs, Math.min(unsentCapMs, doubled))) };
  return { scope: 'message', waitMs: spread(Math.max(afterMs, Math.min(messageCapMs, doubled))) };
}

/** Evenly in [0, 1). */
const spreadOf = (text: string): number => createHash('sha1').update(text).digest().readUInt32BE(0) / 2 ** 32;
