import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { en } from './en.ts';
import { ko } from './ko.ts';

const web = join(import.meta.dirname, '..');
const sources = readdirSync(web, { recursive: true, encoding: 'utf8' })
  .filter((name) => /\.tsx?$/.test(name) && !/\.test\.|words[/.](?:en|ko)\.ts$/.test(name))
  .map((name) => readFileSync(join(web, name), 'utf8'))
  .join('\n');

type Leaf = { path: string; group: string; key: string };

function leavesOf(words: object, path: string[] = []): Leaf[] {
  return Object.entries(words).flatMap(([key, word]) =>
    typeof word === 'object' && word !== null
      ? leavesOf(word, [...path, key])
      : [{ path: [...path, key].join('.'), group: path.at(-1) ?? '', key }],
  );
}

/** `group.key`, `const { key } = …`, or the whole group looked up by a value: `kinds[kind]`. */
const isUsed = ({ group, key }: Leaf): boolean =>
  new RegExp(`\\.${key}\\b|[{,]\\s*${key}\\s*[,}:]`).test(sources) || new RegExp(`\\b${group}(?:\\)?\\[|: names\\b)`).test(sources);

test('every word is said somewhere', () => {
  const groupsByValue = new Set(['kinds', 'hints', 'reasons', 'excluded', 'card', 'state']);
  const unused = leavesOf(en).filter((leaf) => !groupsByValue.has(leaf.group) && !isUsed(leaf));
  expect(unused.map(({ path }) => path)).toEqual([]);
});

test('both languages say the same things', () => {
  const paths = (words: object) => leavesOf(words).map(({ path }) => path);
  expect(paths(ko).sort()).toEqual(paths(en).sort());
});
