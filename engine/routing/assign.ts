/**
 * One round of routing: waiting cases × agents, as one snapshot showed them, gives one proposal per case. Inside the round a
 * chosen agent counts as one case fuller for the cases after, and `ordinal` keeps that order, so that every decision of the
 * flight recorder can be worked out again from the snapshot.
 */
import type { DecisionRecord } from '../events.ts';
import type { NewId } from '../scene.ts';
import { type AgentSnapshot, excluded, proficiencyOf, type WaitingCase } from './eligible.ts';
import { compareAgents, compareWaiting } from './rank.ts';

export type Round = { waiting: readonly WaitingCase[]; agents: readonly AgentSnapshot[]; now: number; newId: NewId };
export type Proposal = { caseId: string; chosenId: string | null; decision: DecisionRecord };

/** How many candidates a decision keeps. */
const keptCandidates = 20;

export function assign({ waiting, agents, now, newId }: Round): Proposal[] {
  let present = agents;
  return waiting.toSorted(compareWaiting).map((item, ordinal) => {
    const { eligible, reasons } = sift(item, present, now);
    const chosen = eligible[0] ?? null;
    if (chosen) present = present.map((agent) => (agent.personId === chosen.personId ? { ...agent, load: agent.load + 1 } : agent));
    const decision: DecisionRecord = {
      id: newId(),
      caseId: item.caseId,
      skillId: item.skillId,
      trigger: item.trigger,
      ordinal,
      chosenId: chosen?.personId ?? null,
      candidates: eligible.slice(0, keptCandidates).map((agent) => candidate(agent, item.skillId)),
      excluded: reasons,
    };
    return { caseId: item.caseId, chosenId: decision.chosenId, decision };
  });
}

/** The eligible agents, best first, and how many were left out for each reason. */
function sift(item: WaitingCase, agents: readonly AgentSnapshot[], now: number) {
  const eligible: AgentSnapshot[] = [];
  const reasons: DecisionRecord['excluded'] = {};
  for (const agent of agents) {
    const reason = excluded(item, agent, now);
    if (reason) reasons[reason] = (reasons[reason] ?? 0) + 1;
    else eligible.push(agent);
  }
  return { eligible: eligible.sort(compareAgents(item.skillId)), reasons };
}

function candidate(agent: AgentSnapshot, skillId: string): DecisionRecord['candidates'][number] {
  const { personId, load, capacity, idleSince } = agent;
  return { personId, proficiency: proficiencyOf(agent, skillId) ?? 0, load, capacity, idleSince };
}
