/**
 * One round of routing: waiting cases × agents, as one snapshot showed them, gives one proposal per case. Inside the round a
 * chosen agent counts as one case fuller for the cases after, and `ordinal` keeps that order, so that every decision of the
 * flight recorder can be worked out again from the snapshot.
 */
import type { DecisionRecord } from '../events.ts';
import type { NewId } from '../scene.ts';
import { type AgentSnapshot, proficiencyOf, type WaitingCase } from './eligible.ts';
import { type Lane, openLanes } from './lanes.ts';
import { compareWaiting } from './rank.ts';

export type Round = {
  waiting: readonly WaitingCase[];
  agents: readonly AgentSnapshot[];
  /** Agents who have none of the skills that are asked for: they only count. */
  others: number;
  now: number;
  newId: NewId;
};
export type Proposal = { caseId: string; chosenId: string | null; decision: DecisionRecord };

/** How many candidates a decision keeps. */
const keptCandidates = 20;

export function assign({ waiting, agents, others, now, newId }: Round): Proposal[] {
  const lanes = openLanes(agents, others);
  return waiting.toSorted(compareWaiting).map((item, ordinal) => {
    const lane = lanes.of(item);
    const refusers = refusersOf(item, now);
    const eligible = firstOf(lane.free, refusers);
    const excluded = reasonsOf(lane, refusers);
    const [chosen] = eligible;
    if (chosen) lanes.give(chosen);
    const { caseId, skillId, trigger } = item;
    const chosenId = chosen?.personId ?? null;
    const candidates = eligible.map((agent) => candidate(agent, skillId));
    return { caseId, chosenId, decision: { id: newId(), caseId, skillId, trigger, ordinal, chosenId, candidates, excluded } };
  });
}

const nobody: ReadonlySet<string> = new Set();

function refusersOf({ refusedBy }: WaitingCase, now: number): ReadonlySet<string> {
  if (refusedBy.length === 0) return nobody;
  return new Set(refusedBy.filter((refusal) => refusal.until > now).map((refusal) => refusal.personId));
}

/** The best who have not refused the case, as many as are kept. */
function firstOf(free: readonly AgentSnapshot[], refusers: ReadonlySet<string>): AgentSnapshot[] {
  if (refusers.size === 0) return free.slice(0, keptCandidates);
  const eligible: AgentSnapshot[] = [];
  for (const agent of free) {
    if (!refusers.has(agent.personId)) eligible.push(agent);
    if (eligible.length === keptCandidates) break;
  }
  return eligible;
}

/** A refusal counts before a lack of slots, as in `excluded`. */
function reasonsOf({ free, full, reasons }: Lane, refusers: ReadonlySet<string>): DecisionRecord['excluded'] {
  const counted: DecisionRecord['excluded'] = Object.fromEntries(reasons);
  const fullRefusers = [...refusers].filter((personId) => full.has(personId)).length;
  const refused = fullRefusers + (refusers.size > fullRefusers ? free.filter(({ personId }) => refusers.has(personId)).length : 0);
  if (refused > 0) counted['refused-recently'] = refused;
  if (full.size > fullRefusers) counted['no-free-slot'] = full.size - fullRefusers;
  return counted;
}

function candidate(agent: AgentSnapshot, skillId: string): DecisionRecord['candidates'][number] {
  const { personId, load, capacity, idleSince } = agent;
  return { personId, proficiency: proficiencyOf(agent, skillId) ?? 0, load, capacity, idleSince };
}
