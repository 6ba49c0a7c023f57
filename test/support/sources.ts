/** The project's own sources as values: who imports whom, and what stands in each file. For the tests of the architecture and the documents. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize } from 'node:path';

export const project = dirname(dirname(import.meta.dirname));

export type Import = { target: string; isType: boolean };
export type Source = {
  path: string;
  /** The part of the project: the first folder, or `sandbox/pages`, which runs in a browser. */
  part: string;
  text: string;
  isTest: boolean;
  /** Files of ours by their path, packages by their name. */
  imports: Import[];
};

const roots = ['contract', 'engine', 'cloud-api', 'server', 'web', 'phone', 'sandbox', 'test', 'tools', 'bench'];

export const partOf = (path: string): string => (path.startsWith('sandbox/pages/') ? 'sandbox/pages' : (path.split('/')[0] ?? ''));

export function readSources(): Source[] {
  const paths = roots
    .filter((root) => existsSync(join(project, root)))
    .flatMap((root) => readdirSync(join(project, root), { recursive: true, encoding: 'utf8' }).map((name) => join(root, name)));
  return paths.filter((path) => /\.tsx?$/.test(path)).map(readSource);
}

function readSource(path: string): Source {
  const text = readFileSync(join(project, path), 'utf8');
  const isTest = /\.(test|e2e)\.tsx?$/.test(path) || partOf(path) === 'test';
  return { path, part: partOf(path), text, isTest, imports: importsOf(path, text) };
}

const importLine = /^(?:import|export)( type)?(?:[^;'"]*? from)? '([^']+)'|\bimport\('([^']+)'\)/gm;

function importsOf(path: string, text: string): Import[] {
  return [...text.matchAll(importLine)].map((match) => {
    const [whole, type, target] = match;
    const names = /\{([^}]*)\}/
      .exec(whole)?.[1]
      ?.split(',')
      .filter((name) => name.trim() !== '');
    const isType = type !== undefined || (names?.length ? names.every((name) => name.trim().startsWith('type ')) : false);
    return { target: resolve(path, target ?? match[3] ?? ''), isType };
  });
}

function resolve(from: string, target: string): string {
  if (target.startsWith('#')) return target.slice(1);
  return target.startsWith('.') ? normalize(join(dirname(from), target)) : target;
}

export const isOurs = (target: string): boolean => roots.includes(target.split('/')[0] ?? '') && target.includes('/');

/** Groups of files (or folders) that need each other, smallest name first (Tarjan). */
export function cycles(graph: ReadonlyMap<string, Iterable<string>>): string[] {
  const order = new Map<string, number>();
  const open: string[] = [];
  const found: string[] = [];
  for (const name of graph.keys()) if (!order.has(name)) visit(name);
  return found.sort();

  function visit(name: string): number {
    let low = order.size;
    const own = low;
    order.set(name, own);
    open.push(name);
    for (const next of graph.get(name) ?? []) {
      if (!graph.has(next)) continue;
      if (!order.has(next)) low = Math.min(low, visit(next));
      else if (open.includes(next)) low = Math.min(low, order.get(next) ?? low);
    }
    if (low === own) {
      const group = open.splice(open.indexOf(name));
      if (group.length > 1) found.push(group.sort().join(' ⇄ '));
    }
    return low;
  }
}
