/** The contract as pages for people: permissions, refusals, events, operations. `npm run docs` writes them. */
import { z } from 'zod';
import { eventFacts } from '#contract/events.ts';
import { operations } from '#contract/index.ts';
import { type Operation, refusalsOf } from '#contract/operation.ts';
import { channelPermissions, rolePermissions } from '#contract/permissions.ts';
import { refusals } from '#contract/refusals.ts';
import { tellings } from '#server/feed/hearing.ts';
import { byHand } from '#server/http/openapi-by-hand.ts';
import { limits } from '#server/http/rate.ts';

type Sentence = { ko: string; en: string };

export const pages: Record<string, () => string> = {
  'docs/permissions.md': permissionsPage,
  'docs/refusals.md': refusalsPage,
  'docs/events.md': eventsPage,
  'docs/api.md': apiPage,
};

const page = (title: string, source: string, ...parts: string[]) =>
  `${[`# ${title}`, `Generated from ${source} by \`npm run docs\`.`, ...parts].join('\n\n')}\n`;

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  return [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
}
const code = (word: string) => `\`${word}\``;

function permissionsPage(): string {
  const rows = (all: Record<string, Sentence>) => Object.entries(all).map(([name, { en, ko }]) => [code(name), en, ko, askedBy(name)]);
  const head = ['Permission', 'Somebody may …', '한국어', 'Asked by'];
  return page(
    'Permissions',
    '`contract/permissions.ts`',
    'A person has exactly one role. Role permissions say what it may do at all; channel permissions are ticked per role and channel. A dash: no operation asks for it at its door. `cases.view-…`, `cases.close` and `customers.view-number` decide inside ([access](subsystems/access.md)); the other pages of administration are still to come.',
    '## Of a role',
    table(head, rows(rolePermissions)),
    '## On a channel',
    table(head, rows(channelPermissions)),
  );
}

function askedBy(permission: string): string {
  const asking = [
    ...all().filter(({ access }) => typeof access === 'object' && Object.values<string>(access).includes(permission)),
    ...byHand.filter(({ access }) => access === permission),
  ];
  return asking.map(({ name }) => code(name)).join(', ') || '–';
}

function refusalsPage(): string {
  const rows = Object.entries(refusals).map(([name, { status, repair, en, ko }]) => [code(name), String(status), repair, en, ko]);
  return page(
    'Refusals',
    '`contract/refusals.ts`',
    'Every expected no, answered as `application/problem+json`: the code is stable for programs, the sentence is for people, and the third column says who can put it right. `{…}` is filled from the details.',
    table(['Code', 'HTTP', 'Repaired by', 'English', '한국어'], rows),
  );
}

function eventsPage(): string {
  const rows = Object.entries(eventFacts).map(([type, facts]) => {
    const telling = tellings[type as keyof typeof tellings];
    const told = telling ? Object.keys(telling).filter((part) => telling[part as keyof typeof telling]) : [];
    return [
      code(type),
      Object.keys(facts.shape).map(code).join(', ') || '–',
      telling ? told.map((part) => brought(type, part)).join(', ') || 'itself' : 'not told',
    ];
  });
  return page(
    'Events',
    '`contract/events.ts` and `server/feed/hearing.ts`',
    'Every event is one row of `events`, written in the transaction that made it true: ids and facts, never words or numbers of customers. The feed tells it with today’s state beside it; [realtime](subsystems/realtime.md) says how a client uses that.',
    table(['Event', 'Facts', 'The feed tells'], rows),
  );
}

/** `mine` in the table of tellings: what the person concerned is told of themselves. */
function brought(type: string, part: string): string {
  if (part !== 'mine') return code(part);
  return type === 'offer.made' ? '`offer` and `agent`, to that person' : '`agent`, to that person';
}

function apiPage(): string {
  const beside = byHand.map(({ name, method, path, access, summary }) => [
    code(name),
    code(`${method.toUpperCase()} ${path}`),
    access,
    summary,
  ]);
  return page(
    'API',
    '`contract/index.ts`',
    'The same as OpenAPI 3.1 is served at `/api/v1/openapi.json`, as a page at `/api/docs`. A session is an HTTP-only cookie (`signIn`); every answer that is a no is a [refusal](refusals.md). Writing requests must come from the console’s own origin, as JSON.',
    '## Operations',
    ...all().map(printOperation),
    '## Files and the feed',
    table(['Name', 'Request', 'Who may', 'What'], beside),
    '## Limits per session',
    table(
      ['Class', 'At once', 'Then per second'],
      Object.entries(limits).map(([name, { burst, perSecond }]) => [code(name), String(burst), String(perSecond)]),
    ),
  );
}

const all = (): Operation[] => Object.values(operations);

function printOperation(record: Operation): string {
  const { name, method, path, access, rate, summary, idempotent } = record;
  const facts = [
    `Who may: ${typeof access === 'string' ? access : Object.values(access).map(code).join('')}.`,
    `Class: ${code(rate)}.`,
    ...(idempotent ? ['Needs an `Idempotency-Key`.'] : []),
    `Refuses: ${refusalsOf(record).map(code).join(', ')}.`,
  ];
  return [
    `### ${name}`,
    `${code(`${method} /api/v1${path}`)} – ${summary}`,
    `Input: ${fields(record.input)}. Answer: ${fields(record.output)}.`,
    facts.join(' '),
  ].join('\n\n');
}

function fields(schema: z.ZodType): string {
  if (!(schema instanceof z.ZodObject)) return 'see OpenAPI';
  const names = Object.entries(schema.shape).map(([name, field]) =>
    code((field as z.ZodType).safeParse(undefined).success ? `${name}?` : name),
  );
  return names.join(', ') || 'nothing';
}
