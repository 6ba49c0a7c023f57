/** Orders of routing, documented where they are decided (product.md 17). Both are total: the id settles what nothing else does. */
import { type AgentSnapshot, proficiencyOf, type WaitingCase } from './eligible.ts';

/** Proficiency first (1 is best), then least load, then longest idle. */
export function compareAgents(skillId: string) {
  return (a: AgentSnapshot, b: AgentSnapshot): number =>
    (proficiencyOf(a, skillId) ?? worst) - (proficiencyOf(b, skillId) ?? worst) ||
    a.load - b.load ||
    a.idleSince - b.idleSince ||
    compareIds(a.personId, b.personId);
}
const worst = 21;

/** Highest priority first, then longest waiting. */
export function compareWaiting(a: WaitingCase, b: WaitingCase): number {
  return b.priority - a.priority || a.queuedAt - b.queuedAt || compareIds(a.caseId, b.caseId);
}

const compareIds = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
