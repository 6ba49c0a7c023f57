/** What the documents say exists and agrees with the code; what is generated is fresh. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';
import { expect, test } from 'vitest';
import { allChannelPermissions, allRolePermissions } from '#contract/permissions.ts';
import { refusals } from '#contract/refusals.ts';
import { coolOffMs, graceMs, missesUntilAway } from '#engine/agent/capacity.ts';
import { windowClosesAt } from '#engine/message/window.ts';
import { maxSteps } from '#engine/script/definition.ts';
import { readConfig } from '#server/config.ts';
import { mostStreams } from '#server/feed/crowd.ts';
import { storeBounds } from '#server/inbound/store.ts';
import { confirmWithinMs } from '#server/outbox/unconfirmed.ts';
import { pages as generated } from '../tools/print-docs.ts';
import { project } from './support/sources.ts';

const read = (path: string) => readFileSync(join(project, path), 'utf8');
const inFolder = (folder: string) =>
  readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' }).map((name) => join(folder, name));
const paths = ['README.md', 'README.ko.md', 'ARCHITECTURE.md', 'CONTRIBUTING.md', 'CHANGELOG.md', ...inFolder('docs')].filter((path) =>
  path.endsWith('.md'),
);
const documents = paths.map((path) => ({ path, text: read(path) }));
type Document = (typeof documents)[number];

/** What `find` names in each document and `isThere` does not know, as `page: name`. */
function missing(find: RegExp, isThere: (name: string, document: Document) => boolean): string[] {
  return documents.flatMap((document) => {
    const named = [...document.text.matchAll(find)].map((match) => match[1] ?? '');
    return named.filter((name) => !isThere(name, document)).map((name) => `${document.path}: ${name}`);
  });
}

test('every file and folder that the documents name exists', () => {
  const file = /`((?:[\w.-]+\/)+[\w.-]+\.(?:tsx?|mjs|sql|json|css|md|svg))`/g;
  const folder = /`((?:contract|engine|cloud-api|server|web|phone|sandbox|test|tools|bench|docs)\/(?:[\w-]+\/)*)`/g;
  expect(missing(file, (name) => existsSync(join(project, name)))).toEqual([]);
  expect(missing(folder, (name) => existsSync(join(project, name)))).toEqual([]);
});

const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };

test('every command that the documents name exists, and each is told in both READMEs', () => {
  expect(missing(/\bnpm run ([a-z0-9-]+)/g, (name) => name in scripts)).toEqual([]);
  for (const name of Object.keys(scripts)) {
    const command = name === 'start' || name === 'test' ? `npm ${name}` : `npm run ${name}`;
    for (const page of ['README.md', 'README.ko.md']) expect([page, command, read(page).includes(command)]).toEqual([page, command, true]);
  }
});

test('every relative link leads somewhere', () => {
  const isThere = (target: string, { path }: Document) => existsSync(join(project, normalize(join(dirname(path), target))));
  // Pictures of the product are made by a command; as long as it does not exist, nobody can have made them.
  const isStillToBeMade = (target: string) => /^docs\/pictures\/[\w-]+\.png$/.test(target) && !('screenshots' in scripts);
  expect(missing(/\]\((?!https?:|#)([^)#\s]+)/g, (target, document) => isThere(target, document) || isStillToBeMade(target))).toEqual([]);
});

test('every page of the documents is linked from somewhere', () => {
  const linked = documents.flatMap(({ path, text }) =>
    [...text.matchAll(/\]\((?!https?:|#)([^)#\s]+)/g)].map((match) => normalize(join(dirname(path), match[1] ?? ''))),
  );
  const alone = paths.filter((path) => path.startsWith('docs/') && !path.startsWith('docs/decisions/') && !linked.includes(path));
  expect(alone).toEqual([]);
});

test('decisions are numbered without gaps, and those that are named exist', () => {
  const numbers = inFolder('docs/decisions').map((path) => path.slice('docs/decisions/'.length, 'docs/decisions/'.length + 4));
  expect(numbers.sort()).toEqual(numbers.map((_, index) => String(index + 1).padStart(4, '0')));
  expect(missing(/\bdecisions? (\d{4})\b/g, (number) => numbers.includes(number))).toEqual([]);
});

test('permissions and refusals that are named exist', () => {
  const permissions: string[] = [...allRolePermissions, ...allChannelPermissions];
  const permission =
    /`((?:people|channels|skills|roles|inbound|cases|messages|customers|decisions|agent)\.(?:view|edit|work|replay|assign|status|close|reply|attach)[a-z-]*)`/g;
  expect(missing(permission, (name) => permissions.includes(name))).toEqual([]);
  expect(missing(/refuses? `([a-z]+-[a-z-]+)`/g, (name) => name in refusals)).toEqual([]);
});

test('the settings of the READMEs are those that are read', () => {
  const known = [...read('server/config.ts').matchAll(/^ {2}(PARLEY_\w+|DATABASE_URL):/gm)].map((match) => match[1] ?? '');
  expect(known.length).toBeGreaterThan(8);
  for (const page of ['README.md', 'README.ko.md']) {
    const told = [...read(page).matchAll(/^\| `(PARLEY_\w+|DATABASE_URL)`/gm)].map((match) => match[1]);
    expect([page, told.sort()]).toEqual([page, known.toSorted()]);
  }
  const config = readConfig({}, '/nowhere/at/all');
  expect(read('README.md')).toContain(`| \`PARLEY_PORT\` | ${config.port} |`);
  expect(read('README.md')).toContain(`| \`PARLEY_SANDBOX_PORT\` | ${config.sandboxPort} |`);
  expect(read('README.md')).toContain(`| \`PARLEY_HOST\` | ${config.host} |`);
});

/** A number in a page, and where it comes from: `x` in a constant of a file that keeps it to itself. */
const constant = (path: string, name: string): number => {
  const written = new RegExp(`\\b${name}(?: =|:) ([\\d_]+)`).exec(read(path))?.[1];
  if (written === undefined) throw new Error(`${path} has no ${name} any more.`);
  return Number(written.replaceAll('_', ''));
};
const seconds = (ms: number) => `${ms / 1_000} s`;
const thousands = (value: number) => value.toLocaleString('en');

const claims: [page: string, sentence: string][] = [
  ['docs/subsystems/routing.md', `not offered it again for ${seconds(coolOffMs)}`],
  ['docs/subsystems/routing.md', `A connection lost for ${seconds(graceMs)}`],
  ['docs/subsystems/routing.md', missesUntilAway === 3 ? 'Three misses in a row: away' : `${missesUntilAway} misses in a row`],
  ['docs/subsystems/outbox.md', `flagged after ${seconds(constant('server/outbox/sweep.ts', 'flagAfterMs'))}`],
  ['docs/subsystems/outbox.md', `*unknown* after ${seconds(constant('server/outbox/claim.ts', 'leaseMs'))}`],
  ['docs/subsystems/outbox.md', `${constant('server/outbox/backoff.ts', 'mostTries')} times at most`],
  ['docs/subsystems/outbox.md', `at most once in ${seconds(constant('server/messages/typing.ts', 'restMs'))}`],
  ['docs/subsystems/inbound.md', `every ${constant('server/inbound/process.ts', 'pollMs')} ms`],
  ['docs/subsystems/inbound.md', `tried ${constant('server/inbound/process.ts', 'maxTries')} times`],
  ['docs/subsystems/inbound.md', `${thousands(storeBounds.maxWaiting)} webhooks, ${storeBounds.maxWaitingBytes / 1024 ** 2} MB`],
  ['docs/subsystems/inbound.md', `${constant('server/inbound/receive.ts', 'maxBytes')} MB a body at most`],
  ['docs/subsystems/inbound.md', `more than ${constant('server/inbound/effect.ts', 'lateMs')} days late`],
  ['docs/way-of-a-message.md', `up to ${thousands(constant('server/inbound/process.ts', 'maxBatch'))} webhooks`],
  ['docs/way-of-a-message.md', `not again for ${seconds(coolOffMs)}`],
  ['docs/subsystems/outbox.md', `silence for ${confirmWithinMs / 60_000} minutes`],
  ['docs/subsystems/realtime.md', `\`beat\`, every ${seconds(constant('server/http/feed.ts', 'beatMs'))}`],
  ['docs/subsystems/realtime.md', `Up to ${thousands(constant('server/feed/reader.ts', 'mostMissed'))} events of the log`],
  ['docs/subsystems/realtime.md', `looked for every ${constant('server/feed/reader.ts', 'heldMs')} ms`],
  [
    'docs/subsystems/realtime.md',
    `${constant('server/feed/stream.ts', 'toldPerSecond')} events a second (${constant('server/feed/stream.ts', 'toldAtOnce')} at once)`,
  ],
  ['docs/subsystems/realtime.md', `at most every ${seconds(constant('server/feed/stream.ts', 'resyncEveryMs'))}`],
  ['docs/subsystems/realtime.md', `${thousands(mostStreams)} streams a process`],
  ['docs/subsystems/realtime.md', `comes back after ${seconds(constant('web/api/stream.ts', 'silenceMs'))}`],
  ['docs/subsystems/sandbox.md', `Webhooks: ${constant('sandbox/webhooks.ts', 'atOnce')} at once`],
  ['docs/subsystems/sandbox.md', `${seconds(constant('sandbox/webhooks.ts', 'answerMs'))} for an answer`],
  ['docs/subsystems/scripts.md', `${thousands(maxSteps)} steps`],
  ['docs/domain.md', `closes it ${24 * 3_600 - (windowClosesAt(0) ?? 0) / 1_000} s early`],
  ['docs/decisions/0018-unknown-is-not-sent-again.md', `within ${seconds(constant('server/outbox/sweep.ts', 'flagAfterMs'))}`],
  ['docs/decisions/0021-storing-waits-for-nobody.md', `up to ${constant('server/inbound/store.ts', 'maxBatch')}`],
  ['docs/subsystems/access.md', `${constant('server/people/attempts.ts', 'longestWaitSeconds')} s at most`],
  ['README.md', `counts down ${/accept_seconds integer not null default (\d+)/.exec(read('server/db/schema.sql'))?.[1]} seconds`],
];

test.each(claims)('%s: “%s” is what the code says', (page, sentence) => {
  expect(read(page)).toContain(sentence);
});

test.each(Object.entries(generated))('%s is fresh; `npm run docs` writes it anew', (path, print) => {
  expect(read(path)).toBe(print());
});

test('the pages to read first stay short', () => {
  const most = { 'ARCHITECTURE.md': 150, 'CONTRIBUTING.md': 120 };
  for (const [path, lines] of Object.entries(most)) expect([path, read(path).split('\n').length <= lines]).toEqual([path, true]);
});

test('the READMEs are twins', () => {
  const shape = (path: string) => ({
    headings: read(path).match(/^#+ /gm)?.length,
    rows: read(path).match(/^\|/gm)?.length,
    pictures: [...read(path).matchAll(/!\[[^\]]*\]\(([^)]+)\)/g)].map((match) => match[1]).sort(),
    commands: [...read(path).matchAll(/`npm [^`]+`/g)].map(String).sort(),
  });
  expect(shape('README.ko.md')).toEqual(shape('README.md'));
});
