/** Every answer of every test is held against the contract: known fields only, promised refusals only, with all their details. */
import { isDeepStrictEqual } from 'node:util';
import type { FastifyInstance, InjectOptions, LightMyRequestResponse } from 'fastify';
import { z } from 'zod';
import { operations } from '#contract/index.ts';
import { type Operation, refusalsOf } from '#contract/operation.ts';
import { type RefusalCode, refusals } from '#contract/refusals.ts';

const problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  code: z.string(),
  detail: z.string(),
  repair: z.enum(['you', 'administrator', 'customer', 'wait', 'nobody']),
  details: z.record(z.string(), z.union([z.string(), z.number()])),
  requestId: z.string(),
});

const patternOf = (path: string) => new RegExp(`^/api/v1${path.replace(/:\w+/g, '[^/]+')}$`);
/** Those with fewer parts to fill in first: `/session/demo` is no `/session/:id`. */
const known = Object.values<Operation>(operations)
  .map((operation) => ({ operation, pattern: patternOf(operation.path) }))
  .sort((one, two) => one.operation.path.split(':').length - two.operation.path.split(':').length);

/** From here on `app.inject` fails the test whose answer the contract does not know. */
export function checkAnswers(app: FastifyInstance): void {
  const inject = app.inject.bind(app) as (ask: InjectOptions | string) => Promise<LightMyRequestResponse>;
  const checked = async (ask: InjectOptions | string) => {
    const answer = await inject(ask);
    const { url = '', method = 'GET' } = typeof ask === 'string' ? { url: ask } : ask;
    const path = (typeof url === 'string' ? url : url.pathname).split('?')[0] ?? '';
    const match = known.find(({ operation, pattern }) => operation.method === method && pattern.test(path));
    // One that no handler serves yet is answered like any other address that does not exist.
    const isServed = match && app.hasRoute({ method: match.operation.method, url: `/api/v1${match.operation.path}` });
    if (match && isServed) check(match.operation, answer);
    return answer;
  };
  Object.assign(app, { inject: checked });
}

function check(operation: Operation, answer: LightMyRequestResponse): void {
  const fault = answer.statusCode < 300 ? faultOfAnswer(operation, answer) : faultOfProblem(operation, answer);
  if (fault) throw new Error(`${operation.name} answers against the contract (${answer.statusCode}): ${fault}`);
}

function faultOfAnswer(operation: Operation, answer: LightMyRequestResponse): string | null {
  const body: unknown = answer.json();
  const parsed = operation.output.safeParse(body);
  if (!parsed.success) return z.prettifyError(parsed.error);
  // Parsing drops what the shape does not name, at any depth.
  return isDeepStrictEqual(parsed.data, body) ? null : `a field the contract does not name, in ${answer.body.slice(0, 400)}`;
}

function faultOfProblem(operation: Operation, answer: LightMyRequestResponse): string | null {
  if (answer.statusCode === 500) return null;
  if (!String(answer.headers['content-type']).startsWith('application/problem+json')) return 'not a problem+json';
  const parsed = problem.safeParse(answer.json());
  if (!parsed.success) return z.prettifyError(parsed.error);
  const { code, details, status } = parsed.data;
  if (!refusalsOf(operation).includes(code as RefusalCode)) return `“${code}” is not among its refusals`;
  if (status !== answer.statusCode) return `the problem says ${status}`;
  const named = [...refusals[code as RefusalCode].en.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  const missing = named.filter((name) => details[name] === undefined);
  return missing.length > 0 ? `“${code}” lacks ${missing.join(', ')}` : null;
}
