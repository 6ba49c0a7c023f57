/**
 * Fetches what customers sent: ask Meta where the file is, stream it to the disk, look at its bytes, tell the screens. One file a
 * round; four lanes side by side. A file is asked for again and again for six days (Meta keeps it for seven).
 */
import { statfs } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { limits } from '#cloud-api/limits.ts';
import type { MediaFailure } from '#contract/media.ts';
import { MediaTooLarge } from '../channels/whatsapp/capped.ts';
import type { Downloaded, Found as Told } from '../channels/whatsapp/outcome.ts';
import type { Context } from '../context.ts';
import { apply } from '../scene/apply.ts';
import { type Running, startLoop } from '../work/loop.ts';
import { examine } from './examine.ts';
import { claimDue, type Due, type Found, forgetAttempt, markFailed, markReady, postpone, sumOfDay } from './queries.ts';
import { type Draft, dropDraft, isDiskTrouble, keepDraft, sweepDrafts, writeDraft } from './store.ts';

/** No download takes longer than its lease; the row is then somebody else's. */
const leaseMs = 10 * 60_000;
const downloadMs = leaseMs - 30_000;
const lanes = 4;
const pollMs = 5_000;
const firstWaitMs = 30_000;
const longestWaitMs = 6 * 3_600_000;
const giveUpMs = 6 * 86_400_000;
const diskWaitMs = 60_000;
/** Other bytes than announced may be a download that broke; three times are no accident. */
const mostDamaged = 3;
/** T31 */
const mostBytesADay = 1024 ** 3;
/** Below this the database needs what is left more than a picture does. */
const leastFreeBytes = 256 * 1024 ** 2;

type Outcome =
  | { kind: 'ready'; found: Found }
  | { kind: 'failed'; failure: MediaFailure }
  /** `isMetas`: an error in Meta's eyes, which counts them. */
  | { kind: 'later'; afterMs: number; isMetas: boolean };

export function startFetching(context: Context): Running {
  sweepDrafts(context).catch((err) => context.log.warn({ err, part: 'media' }, 'Old drafts could not be swept.'));
  const running = Array.from({ length: lanes }, () =>
    startLoop(context, { part: 'media', topic: 'media', pollMs, once: () => fetchOnce(context) }),
  );
  return {
    stop: async () => {
      await Promise.all(running.map((lane) => lane.stop()));
    },
  };
}

/** Answers 1 when a file was due, whatever became of it. */
export async function fetchOnce(context: Context): Promise<number> {
  if (!(await hasRoom(context))) return 0;
  const due = await claimDue(context.db, leaseMs);
  if (!due) return 0;
  const outcome = await fetchFile(context, due);
  await settle(context, due, outcome);
  return 1;
}

export async function hasRoom({ config, log }: Pick<Context, 'config' | 'log'>, leastBytes = leastFreeBytes): Promise<boolean> {
  const { bavail, bsize } = await statfs(config.dataFolder);
  const isThere = bavail * bsize >= leastBytes;
  if (!isThere) log.warn({ part: 'media', freeBytes: bavail * bsize }, 'The disk is nearly full: no files are taken.');
  return isThere;
}

async function fetchFile(context: Context, due: Due): Promise<Outcome> {
  if ((await sumOfDay(context.db, due.id)) > mostBytesADay) return { kind: 'failed', failure: 'too-much' };
  const opened = await locate(context, due);
  if (opened.kind !== 'open') return opened;
  const draft = await save(context, opened.body);
  if ('kind' in draft) return draft;
  const announced = due.claimedSha256 ?? opened.sha256;
  if (announced && !draft.sha256.equals(announced)) {
    await dropDraft(draft);
    return due.attempts < mostDamaged ? metasTrouble() : { kind: 'failed', failure: 'damaged' };
  }
  return keep(context, draft);
}

async function keep(context: Context, draft: Draft): Promise<Outcome> {
  try {
    const looks = await examine(context, draft);
    await keepDraft(context, draft);
    return { kind: 'ready', found: { sha256: draft.sha256, sizeBytes: draft.sizeBytes, ...looks } };
  } catch (error) {
    await dropDraft(draft);
    throw error;
  }
}

const metasTrouble = (afterMs = 0): Outcome => ({ kind: 'later', afterMs, isMetas: true });

type Open = { kind: 'open'; body: Readable; sha256: Buffer | null };

/** Addresses live for five minutes: one that has gone meanwhile is asked for once more. */
async function locate({ graph, vault }: Context, due: Due): Promise<Open | Outcome> {
  const token = vault.open(due.accessToken, { table: 'whatsapp_accounts', column: 'access_token', row: due.accountId });
  for (let round = 0; round < 2; round += 1) {
    const told = await graph.readMedia({ token, phoneNumberId: due.phoneNumberId, providerMediaId: due.providerMediaId });
    if (told.kind !== 'found') return notTold(told);
    if ((told.sizeBytes ?? 0) > limits.documentBytes) return { kind: 'failed', failure: 'too-large' };
    const answer = await graph.downloadMedia({ token, url: told.url, maxBytes: limits.documentBytes });
    if (answer.kind === 'bytes') return { kind: 'open', body: answer.body, sha256: fromHex(told.sha256) };
    if (answer.kind !== 'gone') return notGiven(answer);
  }
  return metasTrouble();
}

// A refusal is no end either: a token is renewed, a permission is given back.
const notTold = (told: Exclude<Told, { kind: 'found' }>): Outcome => metasTrouble(told.kind === 'later' ? told.afterMs : 0);

function notGiven(answer: Exclude<Downloaded, { kind: 'bytes' | 'gone' }>): Outcome {
  if (answer.kind === 'forbidden') return { kind: 'failed', failure: 'foreign-address' };
  if (answer.kind === 'too-large') return { kind: 'failed', failure: 'too-large' };
  return metasTrouble(answer.kind === 'later' ? answer.afterMs : 0);
}

const fromHex = (text: string | null): Buffer | null => (text !== null && /^[0-9a-f]{64}$/i.test(text) ? Buffer.from(text, 'hex') : null);

async function save(context: Context, body: Readable): Promise<Draft | Outcome> {
  try {
    return await writeDraft(context, body, { maxBytes: limits.documentBytes, signal: AbortSignal.timeout(downloadMs) });
  } catch (error) {
    if (error instanceof MediaTooLarge) return { kind: 'failed', failure: 'too-large' };
    if (!isDiskTrouble(error)) return metasTrouble();
    context.log.error({ err: error, part: 'media' }, 'A file could not be written.');
    return { kind: 'later', afterMs: diskWaitMs, isMetas: false };
  }
}

async function settle(context: Context, due: Due, outcome: Outcome): Promise<void> {
  if (outcome.kind === 'later') {
    if (due.now - due.createdAt > giveUpMs) return settle(context, due, { kind: 'failed', failure: 'expired' });
    const waitMs = Math.min(longestWaitMs, firstWaitMs * 2 ** (due.attempts - 1));
    await postpone(context.db, due, due.now + Math.max(waitMs, outcome.afterMs));
    if (!outcome.isMetas) await forgetAttempt(context.db, due.attemptId);
    return;
  }
  await context.db.transact(async (db) => {
    const isMine = outcome.kind === 'ready' ? await markReady(db, due, outcome.found) : await markFailed(db, due, outcome.failure);
    await forgetAttempt(db, due.attemptId);
    if (isMine)
      await apply(db, [{ events: [changed(due, outcome.kind, context.clock.now())], traceId: due.traceId, actorId: null }], context.newId);
  });
}

const changed = ({ id, messageId, caseId }: Due, state: 'ready' | 'failed', at: number) =>
  ({ type: 'media.changed', at, messageId, caseId, mediaId: id, state }) as const;
