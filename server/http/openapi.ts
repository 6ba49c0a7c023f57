/** OpenAPI 3.1, made from the contract; nothing in it is written a second time but the three routes in `openapi-by-hand.ts`. */
import { operations } from '#contract/index.ts';
import { type Access, type Operation, refusalsOf } from '#contract/operation.ts';
import { type RefusalCode, refusals } from '#contract/refusals.ts';
import { Refusal } from '../refusal.ts';
import { type ByHand, byHand } from './openapi-by-hand.ts';
import { answerSchema, componentSchemas, inputSchemas, refTo, type Schema } from './openapi-schemas.ts';
import { problemOf } from './problem.ts';
import { limits } from './rate.ts';

export type OpenApi = {
  openapi: '3.1.0';
  info: Schema;
  servers: Schema[];
  tags: { name: string; description: string }[];
  paths: Record<string, Record<string, Schema>>;
  components: { schemas: Record<string, Schema>; securitySchemes: Record<string, Schema>; headers: Record<string, Schema> };
};

const tags: Record<string, string> = {
  session: 'Signing in, setting up',
  me: 'Myself, as a person and as an agent',
  cases: 'Cases',
  offers: 'Offers of cases',
  messages: 'Messages',
  media: 'Files',
  customers: 'Customers',
  channels: 'Channels',
  inbound: 'What came in and could not be processed',
  feed: 'The event feed',
};

/** The last noun of a path says where an operation belongs: a case's messages are messages. */
function tagOf({ path }: Pick<Operation, 'path'>): string {
  const nouns = path.split('/').filter((part) => part !== '' && !part.startsWith(':'));
  const found = [...nouns].reverse().find((noun) => noun in tags);
  return found ?? 'session';
}

export function describeApi(): OpenApi {
  const paths: OpenApi['paths'] = {};
  const add = (path: string, method: string, operation: Schema) => {
    paths[path] = { ...paths[path], [method]: operation };
  };
  for (const operation of Object.values<Operation>(operations)) {
    add(`/api/v1${operation.path.replace(/:(\w+)/g, '{$1}')}`, operation.method.toLowerCase(), describeOperation(operation));
  }
  for (const route of byHand) add(route.path, route.method, describeByHand(route));
  return {
    openapi: '3.1.0',
    info: {
      title: 'Parley',
      version: '1',
      description: 'Everything the console does. Explained for people at /api/docs.',
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: Object.entries(tags).map(([name, description]) => ({ name, description })),
    paths,
    components: { schemas: componentSchemas(), securitySchemes, headers },
  };
}

const cookie = (name: string, description: string): Schema => ({ type: 'apiKey', in: 'cookie', name, description });
const securitySchemes = {
  session: cookie('parley-session', 'Set by signIn; over plain http on the own machine.'),
  secureSession: cookie('__Host-parley-session', 'Set by signIn; over https.'),
};
const headers = {
  'X-Request-Id': { schema: { type: 'string' }, description: 'Also the trace id of everything the request causes.' },
  'Retry-After': { schema: { type: 'integer' }, description: 'Seconds to wait.' },
};
const signedIn = [{ session: [] }, { secureSession: [] }];

function describeOperation(operation: Operation): Schema {
  const inPath = [...operation.path.matchAll(/:(\w+)/g)].map((match) => match[1]);
  const inputs = inputSchemas(operation);
  const hasBody = operation.method !== 'GET' && operation.method !== 'DELETE';
  const body = hasBody ? inputs.filter(({ name }) => !inPath.includes(name)) : [];
  const outside = inputs.filter((input) => !body.includes(input));
  return {
    operationId: operation.name,
    tags: [tagOf(operation)],
    summary: operation.summary,
    security: operation.access === 'public' ? [] : signedIn,
    'x-access': accessName(operation.access),
    'x-rate': { class: operation.rate, ...limits[operation.rate] },
    parameters: [
      ...outside.map(({ name, schema, isRequired }) => ({
        name,
        in: inPath.includes(name) ? 'path' : 'query',
        required: isRequired,
        schema,
      })),
      ...(operation.idempotent ? [idempotencyKey] : []),
    ],
    ...(hasBody ? { requestBody: { required: body.length > 0, content: { 'application/json': { schema: objectOf(body) } } } } : {}),
    responses: {
      '200': { description: 'Done.', headers: requestId, content: { 'application/json': { schema: answerSchema(operation) } } },
      ...problems(refusalsOf(operation)),
    },
  };
}

const requestId = { 'X-Request-Id': { $ref: '#/components/headers/X-Request-Id' } };
const idempotencyKey: Schema = {
  ...{ name: 'Idempotency-Key', in: 'header', required: true, schema: { type: 'string', minLength: 8, maxLength: 200 } },
  description: 'Made by the caller, one per intention: the same key again gets the first answer and has no second effect.',
};

const accessName = (access: Access): string => (typeof access === 'string' ? access : 'role' in access ? access.role : access.channel);

const objectOf = (parts: ReturnType<typeof inputSchemas>): Schema => ({
  type: 'object',
  properties: Object.fromEntries(parts.map(({ name, schema }) => [name, schema])),
  required: parts.filter(({ isRequired }) => isRequired).map(({ name }) => name),
  additionalProperties: false,
});

function describeByHand({ name, tag, summary, access, parameters, requestBody, answers, refusals: codes }: ByHand): Schema {
  return {
    ...{ operationId: name, tags: [tag], summary, security: signedIn, 'x-access': access, parameters },
    ...(requestBody ? { requestBody } : {}),
    responses: { ...answers, ...problems(codes) },
  };
}

/** One response per status, with every code it may carry, both sentences, and an answer as it looks. */
function problems(codes: readonly RefusalCode[]): Record<string, Schema> {
  const byStatus = new Map<number, RefusalCode[]>();
  for (const code of codes) byStatus.set(refusals[code].status, [...(byStatus.get(refusals[code].status) ?? []), code]);
  return Object.fromEntries([...byStatus].map(([status, its]) => [String(status), problemResponse(its)]));
}

function problemResponse(codes: RefusalCode[]): Schema {
  const waits = codes.some((code) => refusals[code].status === 429);
  return {
    description: codes.map((code) => `\`${code}\`: ${refusals[code].en}`).join('\n\n'),
    headers: { ...requestId, ...(waits ? { 'Retry-After': { $ref: '#/components/headers/Retry-After' } } : {}) },
    content: {
      'application/problem+json': {
        schema: { allOf: [refTo('Problem'), { type: 'object', properties: { code: { type: 'string', enum: codes } } }] },
        examples: Object.fromEntries(codes.map((code) => [code, { summary: refusals[code].en, value: problemExample(code) }])),
      },
    },
    'x-refusals': codes.map((code) => ({ code, ...refusals[code] })),
  };
}

/** The parts of the sentence stand for themselves. */
function problemExample(code: RefusalCode): Schema {
  const names = [...refusals[code].en.matchAll(/\{(\w+)\}/g)].map((match) => match[1] ?? '');
  const details = Object.fromEntries(names.map((name) => [name, `{${name}}`]));
  return problemOf(new Refusal(code, details), 'en', '019a0000-0000-7000-8000-000000000001');
}
