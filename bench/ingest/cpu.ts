/** CPU seconds from /proc: of one process, and of PostgreSQL as a whole (its children, and those it has already buried). */
import { readdirSync, readFileSync } from 'node:fs';

const ticksPerSecond = 100;

function statOf(pid: number): { parent: number; own: number; buried: number } | undefined {
  try {
    const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The name in brackets may hold spaces; the fields after it do not.
    const fields = text
      .slice(text.lastIndexOf(')') + 2)
      .split(' ')
      .map(Number);
    const [user = 0, system = 0, childUser = 0, childSystem = 0] = fields.slice(11, 15);
    return { parent: fields[1] ?? 0, own: (user + system) / ticksPerSecond, buried: (childUser + childSystem) / ticksPerSecond };
  } catch {
    return undefined;
  }
}

export const cpuOf = (pid: number): number => statOf(pid)?.own ?? 0;

export function cpuOfPostgres(postmaster: number): number {
  const mother = statOf(postmaster);
  if (!mother) return 0;
  const children = readdirSync('/proc').flatMap((name) => {
    const stat = /^\d+$/.test(name) ? statOf(Number(name)) : undefined;
    return stat?.parent === postmaster ? [stat.own] : [];
  });
  return mother.own + mother.buried + children.reduce((sum, own) => sum + own, 0);
}
