/** The design, held by a test: arrows between folders, what each must never touch, and how long a file may be. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { expect, test } from 'vitest';

const project = dirname(import.meta.dirname);

/** Folder → what its files may import, beside themselves and (where not listed in `packages`) any package. */
const arrows: Record<string, { folders: string[]; packages?: string[] }> = {
  contract: { folders: [], packages: ['zod'] },
  engine: { folders: ['contract'], packages: ['zod'] },
  'cloud-api': { folders: [], packages: ['zod'] },
  server: { folders: ['contract', 'engine', 'cloud-api'] },
  web: { folders: ['contract', 'engine', 'phone'] },
  phone: { folders: ['cloud-api'] },
  sandbox: { folders: ['cloud-api', 'phone'] },
};

/** Where time, chance and ids come from: everybody else is handed them. */
const sources = ['server/clock.ts', 'server/context.ts', 'server/open.ts'];
const impure = /\bDate\.now\(|\bnew Date\(\)|\bMath\.random\(|\brandomUUID\(/;

type Source = { path: string; folder: string; text: string; isTest: boolean };
const files: Source[] = Object.keys(arrows)
  .filter((folder) => existsSync(join(project, folder)))
  .flatMap(read);

function read(folder: string): Source[] {
  const names = readdirSync(join(project, folder), { recursive: true, encoding: 'utf8' });
  return names
    .filter((name) => /\.tsx?$/.test(name))
    .map((name) => ({
      path: join(folder, name),
      folder,
      text: readFileSync(join(project, folder, name), 'utf8'),
      isTest: /\.test\.tsx?$/.test(name),
    }));
}
const product = files.filter((file) => !file.isTest);
const importsOf = (text: string) => [...text.matchAll(/(?:from|import) '([^']+)'/g)].map((match) => match[1] ?? '');

test('there is something to look at', () => {
  expect(product.length).toBeGreaterThan(30);
});

test('every import follows the arrows between folders', () => {
  const wrong = product.flatMap((file) =>
    importsOf(file.text).flatMap((target) => (isAllowed(file, target) ? [] : [`${file.path} → ${target}`])),
  );
  expect(wrong).toEqual([]);
});

function isAllowed({ path, folder }: Source, target: string): boolean {
  const allowed = arrows[folder];
  if (!allowed) return false;
  if (target.startsWith('.')) return relative(join(project, folder), join(project, dirname(path), target)).startsWith('..') === false;
  if (target.startsWith('#')) return [folder, ...allowed.folders].includes(target.slice(1).split('/')[0] ?? '');
  return allowed.packages === undefined || allowed.packages.includes(target);
}

test('time, chance and ids come from one place each', () => {
  const pure = product.filter(
    ({ folder, path }) => ['contract', 'engine', 'cloud-api', 'server'].includes(folder) && !sources.includes(path),
  );
  expect(pure.filter((file) => impure.test(file.text)).map((file) => file.path)).toEqual([]);
});

test('only query files, scene, work and the database know the query builder', () => {
  const may = /^server\/(db|scene|work)\/|\/(queries|access)\.ts$/;
  const knowing = product.filter((file) => importsOf(file.text).includes('kysely') && !may.test(file.path));
  expect(knowing.map((file) => file.path)).toEqual([]);
});

test('a file is short enough to hold one idea', () => {
  const long = files.filter(({ text, isTest }) => text.split('\n').length > (isTest ? 500 : 300));
  expect(long.map((file) => file.path)).toEqual([]);
});

test('rivals’ words do not creep in', () => {
  const banned = /\b(tenant|ticketId|conversationId|contactId)\b/i;
  expect(product.filter((file) => banned.test(file.text)).map((file) => file.path)).toEqual([]);
});

test('every path that the documents name exists', () => {
  const pages = [
    'README.md',
    'README.ko.md',
    'ARCHITECTURE.md',
    ...readdirSync(join(project, 'docs/decisions')).map((name) => `docs/decisions/${name}`),
  ];
  const exists = new Set([...files.map((file) => file.path), ...readdirSync(join(project, 'test')).map((name) => `test/${name}`)]);
  const missing = pages.flatMap((page) => {
    const text = readFileSync(join(project, page), 'utf8');
    const named = [...text.matchAll(/`((?:[a-z-]+\/)+[\w-]+\.tsx?)`/g)].map((match) => match[1] ?? '');
    return named.filter((path) => !exists.has(path)).map((path) => `${page}: ${path}`);
  });
  expect(missing).toEqual([]);
});
