/**
 * Everybody before one skill on one channel is a lane: who could take a case now, best first, and how many could not, per reason.
 * Thousands of waiting cases share a few lanes, so agents are judged once per lane instead of once per case.
 */
import { hasFreeSlot } from '../agent/capacity.ts';
import { type AgentSnapshot, excluded, type WaitingCase } from './eligible.ts';
import { compareAgents } from './rank.ts';

export type Lane = {
  /** With a free slot, best first. */
  free: AgentSnapshot[];
  full: Set<string>;
  /** Reasons that no case of the lane changes. */
  reasons: ReadonlyMap<string, number>;
  compare(a: AgentSnapshot, b: AgentSnapshot): number;
};

/** All lanes of one round; `load` is what the agents have by now. */
export type Lanes = {
  of(waiting: WaitingCase): Lane;
  /** The agent has one case more, in every lane. */
  give(agent: AgentSnapshot): void;
};

/** `others`: agents with none of the skills. */
export function openLanes(agents: readonly AgentSnapshot[], others: number): Lanes {
  const present = new Map(agents.map((agent) => [agent.personId, agent]));
  /** Skill → channel → lane: an agent stands in the lanes of their own skills only. */
  const lanes = new Map<string, Map<string, Lane>>();
  return {
    of: (waiting) => {
      const known = lanes.get(waiting.skillId)?.get(waiting.channelId);
      if (known) return known;
      const lane = openLane(waiting, present.values(), others);
      const ofSkill = lanes.get(waiting.skillId) ?? new Map<string, Lane>();
      lanes.set(waiting.skillId, ofSkill.set(waiting.channelId, lane));
      return lane;
    },
    give: (agent) => {
      const fuller = { ...agent, load: agent.load + 1 };
      present.set(agent.personId, fuller);
      for (const skillId of Object.keys(agent.skills)) for (const lane of lanes.get(skillId)?.values() ?? []) move(lane, agent, fuller);
    },
  };
}

function openLane(waiting: WaitingCase, agents: Iterable<AgentSnapshot>, others: number): Lane {
  const lane = {
    free: [] as AgentSnapshot[],
    full: new Set<string>(),
    reasons: new Map<string, number>(others > 0 ? [['lacks-skill', others]] : []),
  };
  const anyCase = { ...waiting, refusedBy: [] };
  for (const agent of agents) {
    const reason = excluded(anyCase, agent, 0);
    if (reason === null) lane.free.push(agent);
    else if (reason === 'no-free-slot') lane.full.add(agent.personId);
    else lane.reasons.set(reason, (lane.reasons.get(reason) ?? 0) + 1);
  }
  const compare = compareAgents(waiting.skillId);
  lane.free.sort(compare);
  return { ...lane, compare };
}

function move(lane: Lane, agent: AgentSnapshot, fuller: AgentSnapshot): void {
  const from = placeOf(lane, agent);
  if (lane.free[from]?.personId !== agent.personId) return;
  lane.free.splice(from, 1);
  if (hasFreeSlot(fuller)) lane.free.splice(placeOf(lane, fuller), 0, fuller);
  else lane.full.add(fuller.personId);
}

/** Where the agent stands, or would: by halves, since the order is total. */
function placeOf({ free, compare }: Lane, agent: AgentSnapshot): number {
  let [low, high] = [0, free.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const other = free[middle];
    if (other && compare(other, agent) < 0) low = middle + 1;
    else high = middle;
  }
  return low;
}
