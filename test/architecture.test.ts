/** The design, held by a test: arrows between folders, what each must never touch, and how long things may be. */
import { expect, test } from 'vitest';
import { cycles, isOurs, partOf, readSources, type Source } from './support/sources.ts';

/** Part → what its files may import, beside themselves and (where not listed in `packages`) any package. */
const arrows: Record<string, { parts: string[]; packages?: string[] }> = {
  contract: { parts: [], packages: ['zod'] },
  engine: { parts: ['contract'], packages: ['zod'] },
  'cloud-api': { parts: [], packages: ['zod'] },
  server: { parts: ['contract', 'engine', 'cloud-api'] },
  web: { parts: ['contract', 'engine', 'phone'] },
  phone: { parts: ['cloud-api'], packages: ['react', 'lucide-react'] },
  sandbox: { parts: ['cloud-api'] },
  'sandbox/pages': { parts: ['cloud-api', 'phone'] },
  tools: { parts: ['contract', 'engine', 'server'] },
  bench: { parts: ['contract', 'engine', 'cloud-api', 'server', 'tools'] },
};

const files = readSources();
const product = files.filter((file) => !file.isTest);
const pathsOf = (sources: readonly Source[]) => sources.map(({ path }) => path);

test('there is something to look at, and every part is known', () => {
  expect(product.length).toBeGreaterThan(300);
  expect([...new Set(product.map(({ part }) => part))].filter((part) => !arrows[part])).toEqual([]);
});

test('every import follows the arrows between folders', () => {
  const wrong = product.flatMap((file) =>
    file.imports.flatMap(({ target }) => (isAllowed(file, target) ? [] : [`${file.path} → ${target}`])),
  );
  expect(wrong).toEqual([]);
});

function isAllowed({ part }: Source, target: string): boolean {
  const allowed = arrows[part];
  if (!allowed) return false;
  if (isOurs(target)) return [part, ...allowed.parts].includes(partOf(target)) || isShapeForPages(part, target);
  return allowed.packages === undefined || allowed.packages.includes(target);
}

/** The pages run in a browser: of the sandbox they know the shapes that its control API answers, and no line that runs. */
const isShapeForPages = (part: string, target: string): boolean =>
  part === 'sandbox/pages' && ['sandbox/shapes.ts', 'sandbox/control-input.ts'].includes(target);

test('the sandbox’s pages take only types from the program beside them', () => {
  const running = product.filter(
    ({ part, imports }) =>
      part === 'sandbox/pages' && imports.some(({ target, isType }) => partOf(target) === 'sandbox' && isOurs(target) && !isType),
  );
  expect(pathsOf(running)).toEqual([]);
});

test('tests are imported by tests only, the programs’ front doors by nobody', () => {
  const doors = ['server/main.ts', 'sandbox/main.ts', 'tools/start.ts', 'bench/main.ts', 'web/main.tsx'];
  const wrong = files.flatMap(({ path, isTest, imports }) =>
    imports
      .filter(({ target }) => doors.includes(target) || (!isTest && partOf(target) === 'test' && isOurs(target)))
      .map(({ target }) => `${path} → ${target}`),
  );
  expect(wrong).toEqual([]);
});

/** Files that need each other at run time. This list may only shrink. */
const knownCycles: readonly string[] = [];

test('no file needs itself by a detour', () => {
  const graph = new Map(files.map(({ path, imports }) => [path, imports.filter(({ isType }) => !isType).map(({ target }) => target)]));
  expect(cycles(graph)).toEqual(knownCycles);
});

/** `http` is both the door to all nouns and what they speak through, so it stands outside, as do the files that put the parts together. */
const outside = ['http', '(server)'];
/** What a status says of a message, and what is carried for it. May only shrink. */
const knownNounCycles = ['messages ⇄ outbox'];

test('the server’s nouns do not go round in circles', () => {
  const graph = new Map<string, Set<string>>();
  for (const { path, imports } of product.filter(({ part }) => part === 'server')) {
    const targets = imports.filter(({ target, isType }) => !isType && partOf(target) === 'server').map(({ target }) => nounOf(target));
    const known = graph.get(nounOf(path)) ?? new Set();
    graph.set(nounOf(path), new Set([...known, ...targets].filter((noun) => noun !== nounOf(path))));
  }
  for (const noun of outside) graph.delete(noun);
  expect(cycles(graph)).toEqual(knownNounCycles);
});

const nounOf = (path: string): string => (path.split('/').length > 2 ? (path.split('/')[1] ?? '') : '(server)');

/** Time, chance and ids come from one place each: everybody else is handed them. */
const sources = ['server/clock.ts', 'server/context.ts', 'server/open.ts'];
const impure = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomUUID\(/;

test('time, chance and ids come from one place each', () => {
  const pure = product.filter(({ part, path }) => ['contract', 'engine', 'cloud-api', 'server'].includes(part) && !sources.includes(path));
  expect(pathsOf(pure.filter(({ text }) => impure.test(text)))).toEqual([]);
  const sandbox = product.filter(({ part, path }) => part === 'sandbox' && path !== 'sandbox/clock.ts');
  expect(pathsOf(sandbox.filter(({ text }) => /\bDate\.now\(|\bnew Date\(\)/.test(text)))).toEqual([]);
});

test('a decision asks Parley’s clock, never the database’s own', () => {
  const asking = product.filter(
    ({ part, text }) => ['server', 'engine'].includes(part) && /(?<!\.)\b(now\(\)|current_timestamp)/i.test(inSql(text)),
  );
  expect(pathsOf(asking)).toEqual([]);
});

/** The template strings of a file: where SQL stands. */
const inSql = (text: string): string =>
  [...text.matchAll(/`[^`]*\b(select|insert|update|delete)\b[^`]*`/gi)].map(([sql]) => sql).join('\n');

test('the pure folders call nobody and wait for nothing', () => {
  const pure = product.filter(({ part }) => ['contract', 'engine'].includes(part));
  expect(pathsOf(pure.filter(({ text }) => /\bawait\b|\basync\b|\bfetch\(|\bsetTimeout\(|\bsetInterval\(/.test(text)))).toEqual([]);
});

test('the environment is read where the programs begin', () => {
  const may = ['server/main.ts', 'sandbox/main.ts'];
  const reading = product.filter(
    ({ part, path, text }) => !['tools', 'bench'].includes(part) && !may.includes(path) && /\bprocess\.env\b/.test(text),
  );
  expect(pathsOf(reading)).toEqual([]);
});

test('only query files, scene, work and the database know the query builder', () => {
  const may = /^server\/(db|scene|work)\/|\/(queries|access)\.ts$/;
  const knowing = product.filter(
    ({ part, path, imports }) => part === 'server' && imports.some(({ target }) => target === 'kysely') && !may.test(path),
  );
  expect(pathsOf(knowing)).toEqual([]);
});

/** Words and tables of data may be as long as they are. */
const isTable = (path: string): boolean => /\/(words\.)?(en|ko|words)\.ts$/.test(path) || path === 'server/db/types.ts';

test('a file is short enough to hold one idea', () => {
  const long = files.filter(({ path, text, isTest }) => text.split('\n').length > (isTest ? 500 : 300) && !isTable(path));
  expect(pathsOf(long)).toEqual([]);
});

/** Function → how long it may be at most. This list may only shrink: what fits under the ceiling leaves it. */
const longFunctions: Record<string, number> = {
  'server/feed/crowd.ts openCrowd': 62,
  'server/feed/reader.ts startReader': 70,
  'web/api/feed.ts openFeed': 67,
  'web/api/stream.ts openStream': 108,
  'web/inbox/talk/drafts.ts openDrafts': 77,
  'web/inbox/talk/outbox.test.ts desk': 61,
  'test/soak/system.ts startSystem': 64,
  'bench/ingest/generator.ts openLine': 64,
};

test('a function is short enough to be read at once', () => {
  const long = Object.fromEntries(files.flatMap(longOnesOf));
  const grown = Object.entries(long).filter(([name, lines]) => lines > (longFunctions[name] ?? 0));
  expect(grown).toEqual([]);
  expect(Object.keys(longFunctions).filter((name) => !long[name])).toEqual([]);
});

const opening = /^(?:export )?(?:async )?function\*? (\w+)|^(?:export )?const (\w+).* => \{$/;

/** Formatted code closes at the column where it opened. */
function longOnesOf({ path, text }: Source): [string, number][] {
  const ceiling = path.endsWith('.tsx') ? 120 : 60;
  const found: [string, number][] = [];
  let open: { name: string; line: number } | undefined;
  for (const [line, words] of text.split('\n').entries()) {
    const name = opening.exec(words);
    if (name) open = { name: name[1] ?? name[2] ?? '', line };
    if (!open || !words.startsWith('}')) continue;
    if (line - open.line + 1 > ceiling) found.push([`${path} ${open.name}`, line - open.line + 1]);
    open = undefined;
  }
  return found;
}

test('files are named after what they hold', () => {
  const vague = /(^|[-/])(utils?|helpers?|manager|service|common|misc|impl)([-./]|$)/i;
  expect(pathsOf(files).filter((path) => vague.test(path))).toEqual([]);
  const badlyWritten = pathsOf(product).filter(
    (path) => path.endsWith('.ts') && !/^([a-z0-9-]+\/)*(use[A-Z]\w*|[a-z0-9]+([-.][a-z0-9]+)*)\.ts$/.test(path),
  );
  expect(badlyWritten).toEqual([]);
});

test('rivals’ words do not creep in', () => {
  const banned = /\b(tenant|ticketId|conversationId|contactId)\b/i;
  expect(pathsOf(product.filter(({ text }) => banned.test(text)))).toEqual([]);
});
