/** "Why me, why not me": one agent's part in an old decision, worked out again from the snapshot the router saw. */
import type { ExclusionReason } from '#contract/cases.ts';
import { type AgentSnapshot, excluded, type WaitingCase } from './eligible.ts';
import { compareAgents } from './rank.ts';

export type Explanation =
  | { outcome: 'chosen' | 'candidate'; reason: null; rank: number }
  | { outcome: 'excluded'; reason: ExclusionReason; rank: null };

export type OldDecision = {
  waiting: WaitingCase;
  /** All agents as the snapshot showed them. */
  agents: readonly AgentSnapshot[];
  /** Whom the decisions before this one chose in the same round; they had become one case fuller each time. */
  chosenBefore: readonly string[];
  chosenId: string | null;
  now: number;
};

/** Undefined for somebody who was no agent then. */
export function explain(old: OldDecision, personId: string): Explanation | undefined {
  const agents = old.agents.map((agent) => ({ ...agent, load: agent.load + timesIn(old.chosenBefore, agent.personId) }));
  const self = agents.find((agent) => agent.personId === personId);
  if (!self) return undefined;
  const reason = excluded(old.waiting, self, old.now);
  if (reason) return { outcome: 'excluded', reason, rank: null };
  const better = compareAgents(old.waiting.skillId);
  const ahead = agents.filter((agent) => !excluded(old.waiting, agent, old.now) && better(agent, self) < 0);
  return { outcome: old.chosenId === personId ? 'chosen' : 'candidate', reason: null, rank: ahead.length + 1 };
}

const timesIn = (list: readonly string[], wanted: string): number => list.filter((entry) => entry === wanted).length;
