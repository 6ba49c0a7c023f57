/**
 * What an HTTP answer of Meta means for us. Only Graph's own words decide: whatever else comes back after a request was written
 * (an error page of a proxy, a cut, JSON that is none) leaves the outcome unknown. The HTTP status alone decides nothing but 429,
 * since Meta answers almost everything with 400.
 */
import { z } from 'zod';
import type { Answered, NotAnswered } from './exchange.ts';
import { failureOf } from './failures.ts';
import type { Downloaded, Found, Later, Marked, Rejected, Sent, Unknown, Uploaded } from './outcome.ts';

const graphError = z.object({
  error: z.object({
    code: z.number().int(),
    is_transient: z.boolean().optional(),
    error_data: z.object({ details: z.string() }).partial().optional(),
  }),
});
const sentAnswer = z.object({ messages: z.tuple([z.object({ id: z.string().min(1) })]).rest(z.unknown()) });
const uploadedAnswer = z.object({ id: z.string().min(1) });
const markedAnswer = z.object({ success: z.literal(true) });
const foundAnswer = z.object({
  url: z.string(),
  mime_type: z.string().optional(),
  sha256: z.string().optional(),
  // Documented as text, seen as number.
  file_size: z.coerce.number().int().nonnegative().optional(),
});

export const readSent = (answer: Answered | NotAnswered): Sent =>
  readAnswer(answer, sentAnswer, ({ messages: [{ id }] }) => ({ kind: 'accepted', wamid: id }));

export const readUploaded = (answer: Answered | NotAnswered): Uploaded =>
  repeatable(readAnswer(answer, uploadedAnswer, ({ id }) => ({ kind: 'uploaded', providerMediaId: id })));

export const readMarked = (answer: Answered | NotAnswered): Marked =>
  repeatable(readAnswer(answer, markedAnswer, () => ({ kind: 'marked' })));

export const readFound = (answer: Answered | NotAnswered): Found =>
  repeatable(
    readAnswer(answer, foundAnswer, ({ url, mime_type, sha256, file_size }) => ({
      kind: 'found',
      url,
      mimeType: mime_type ?? null,
      sha256: sha256 ?? null,
      sizeBytes: file_size ?? null,
    })),
  );

/** A download that is not answered with bytes: Meta says 404 for expired addresses, for wrong tokens and for nothing at all. */
export const goneOr = (status: number): Downloaded =>
  status === 401 || status === 403 || status === 404 || status === 410
    ? { kind: 'gone' }
    : { kind: 'later', afterMs: 1_000, code: null, scope: 'message' };

function readAnswer<Body, Good>(
  answer: Answered | NotAnswered,
  schema: z.ZodType<Body>,
  good: (body: Body) => Good,
): Good | Later | Rejected | Unknown {
  if (answer.kind === 'unsent') return { kind: 'later', afterMs: 1_000, code: null, scope: 'message' };
  if (answer.kind === 'lost') return { kind: 'unknown', reason: answer.reason };
  const body = parse(answer.body);
  if (answer.status === 200) {
    const read = schema.safeParse(body);
    if (read.success) return good(read.data);
  }
  const refused = graphError.safeParse(body);
  if (refused.success) return classify(answer, refused.data.error);
  if (answer.status === 429) return { kind: 'later', afterMs: waitTold(answer, 1_000), code: null, scope: 'number' };
  return { kind: 'unknown', reason: `HTTP ${answer.status} without words of Graph` };
}

function parse(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString('utf8'));
  } catch {
    return undefined;
  }
}

function classify(answer: Answered, { code, is_transient }: z.infer<typeof graphError>['error']): Later | Rejected {
  if (code === pairLimit) return { kind: 'later', afterMs: 1_000, code, scope: 'pair' };
  const wait = numberWaits.get(code);
  if (wait !== undefined || answer.status === 429) {
    return { kind: 'later', afterMs: waitTold(answer, wait ?? 1_000), code, scope: 'number' };
  }
  if (transient.has(code) || is_transient === true || answer.status >= 500) {
    return { kind: 'later', afterMs: waitTold(answer, 1_000), code, scope: 'message' };
  }
  return { kind: 'rejected', code, failure: failureOf(code) };
}

/** 131056: too many messages to this one customer; nobody else has to wait (Meta: again after 4^X seconds). */
const pairLimit = 131_056;
/** Limits of the number, account or app, with the shortest wait that makes sense. 131057: a throughput upgrade, up to a minute. */
const numberWaits = new Map([
  [130_429, 1_000],
  [131_057, 60_000],
  [80_007, 30_000],
  [4, 30_000],
  [613, 30_000],
  [17, 30_000],
  [32, 30_000],
]);
/** Meta's own trouble, told in Graph's words: the message was definitely not taken. */
const transient = new Set([1, 2, 131_000, 131_016, 133_004]);

/** The longest of our own wait, `Retry-After`, and the minutes Meta estimates in its usage header. */
function waitTold({ headers }: Answered, leastMs: number): number {
  const seconds = Number(headers['retry-after'] ?? 0);
  const minutes = /"estimated_time_to_regain_access":(\d{1,4})\b/.exec(String(headers['x-business-use-case-usage'] ?? ''));
  return Math.max(leastMs, Number.isFinite(seconds) ? seconds * 1_000 : 0, Number(minutes?.[1] ?? 0) * 60_000);
}

function repeatable<Good extends { kind: string }>(read: Good | Later | Rejected | Unknown): Exclude<Good, Unknown> | Later | Rejected {
  return isUnknown(read) ? { kind: 'later', afterMs: 1_000, code: null, scope: 'message' } : (read as Exclude<Good, Unknown>);
}
const isUnknown = (read: { kind: string }): read is Unknown => read.kind === 'unknown';
