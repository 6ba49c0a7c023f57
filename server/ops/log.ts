/**
 * JSON lines with typed fields. Only the fields below are ever written, so that a body, a number or a token cannot slip into a
 * log by being handed over with its row (T95); control characters are escaped by JSON (T96).
 */
import { type DestinationStream, type Logger, pino } from 'pino';

const fields = new Set([
  ...['part', 'operation', 'method', 'route', 'status', 'code', 'outcome', 'reason', 'kind', 'topic', 'role', 'attempts'],
  ...['requestId', 'traceId', 'personId', 'caseId', 'customerId', 'channelId', 'messageId', 'mediaId', 'offerId', 'outboxId', 'inboundId'],
  ...['metaAppId', 'position', 'count', 'ms', 'bytes', 'port', 'err'],
]);

export function openLog(level: string, destination?: DestinationStream): Logger {
  const options = {
    level,
    base: null,
    formatters: { level: (label: string) => ({ level: label }), log: onlyKnown },
    serializers: { err: describeError },
  };
  const log: Logger = destination ? pino(options, destination) : pino(options);
  // pino asks its `bindings` formatter for the root only; children inherit this instead.
  const child = log.child;
  log.child = function onlyKnownChild(this: Logger, bindings: Record<string, unknown>) {
    return child.call(this, onlyKnown(bindings));
  } as typeof log.child;
  return log;
}

function onlyKnown(given: Record<string, unknown>): Record<string, unknown> {
  const kept: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(given)) {
    if (!fields.has(name)) continue;
    if (name === 'err' || typeof value === 'number' || typeof value === 'boolean' || value === null) kept[name] = value;
    else if (typeof value === 'string') kept[name] = value.slice(0, 200);
  }
  return kept;
}

/** Other people's error messages quote values (PostgreSQL's do): kept are the name, the code and the lines of code, words only from asserts. */
function describeError(error: unknown): Record<string, unknown> {
  if (!(error instanceof Error)) return { name: typeof error };
  const code = 'code' in error && typeof error.code === 'string' ? error.code : undefined;
  const frames = (error.stack ?? '').split('\n').filter((line) => line.startsWith('    at '));
  return {
    name: error.name,
    ...(code === undefined ? {} : { code }),
    ...(code === 'ERR_ASSERTION' ? { message: error.message } : {}),
    at: frames.slice(0, 8).map((line) => line.trim()),
    ...(error.cause instanceof Error ? { cause: describeError(error.cause) } : {}),
  };
}
