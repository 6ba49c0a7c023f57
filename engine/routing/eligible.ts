/** Who may take a case, and who may not *with the reason*: the same function routes, explains and fills the flight recorder. */
import type { AgentState } from '#contract/agents.ts';
import type { ExclusionReason } from '#contract/cases.ts';
import { hasFreeSlot } from '../agent/capacity.ts';

export type WaitingCase = {
  caseId: string;
  channelId: string;
  skillId: string;
  priority: number;
  queuedAt: number;
  acceptReject: boolean;
  acceptSeconds: number;
  /** Why the router looks at it now: a word for the flight recorder. */
  trigger: string;
  /** Agents who refused, missed or gave back this case, and until when it is not offered to them again. */
  refusedBy: { personId: string; until: number }[];
};

export type AgentSnapshot = {
  personId: string;
  state: AgentState;
  isConnected: boolean;
  capacity: number;
  /** Live offers and assignments. */
  load: number;
  idleSince: number;
  /** Skill → proficiency, 1 best … 20. */
  skills: Readonly<Record<string, number>>;
  /** Channels on which the agent's role may reply. */
  channels: readonly string[];
};

/** The first reason that stands against this agent, from the most lasting to the most passing; null = eligible. */
export function excluded(waiting: WaitingCase, agent: AgentSnapshot, now: number): ExclusionReason | null {
  if (proficiencyOf(agent, waiting.skillId) === null) return 'lacks-skill';
  if (!agent.channels.includes(waiting.channelId)) return 'lacks-permission';
  if (agent.state !== 'available') return 'not-available';
  if (!agent.isConnected) return 'not-connected';
  if (waiting.refusedBy.some((refusal) => refusal.personId === agent.personId && refusal.until > now)) return 'refused-recently';
  return hasFreeSlot(agent) ? null : 'no-free-slot';
}

export function proficiencyOf(agent: AgentSnapshot, skillId: string): number | null {
  return Object.hasOwn(agent.skills, skillId) ? (agent.skills[skillId] ?? null) : null;
}
