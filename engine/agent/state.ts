/** What follows when an agent's state changes: offers go back to the queue, and whose customer waits is not left with somebody gone. */
import type { AgentState } from '#contract/agents.ts';
import { endOffer, returnCase } from '../case/assign.ts';
import type { SceneEvent } from '../events.ts';
import type { SceneCase } from '../scene.ts';
import { missesUntilAway } from './capacity.ts';

/** A live case that is offered to the agent, or theirs. */
export type Held = { live: SceneCase; defaultSkillId: string; isCustomerWaiting: boolean };

export type AgentFacts = { personId: string; state: AgentState; missedInRow: number };

/** By hand. Leaving `available` withdraws the offers; what is assigned stays. */
export function setState({ personId, state: from }: AgentFacts, to: AgentState, { held, at }: Moment): SceneEvent[] {
  return [
    { type: 'agent.state-changed', personId, from, to, reason: null, at },
    ...(to === 'available' ? [] : withdrawOffers(personId, held, at)),
  ];
}
export type Moment = { held: readonly Held[]; at: number };

/** Nobody is behind the connection any more: a customer who waits is given to somebody else, the others stay for the return. */
export function loseConnection({ personId, state: from }: AgentFacts, { held, at }: Moment): SceneEvent[] {
  if (from === 'offline' && held.length === 0) return [];
  const events: SceneEvent[] = [];
  if (from !== 'offline') events.push({ type: 'agent.state-changed', personId, from, to: 'offline', reason: 'connection-lost', at });
  events.push(...withdrawOffers(personId, held, at));
  for (const { live, defaultSkillId, isCustomerWaiting } of held) {
    const isTheirs = live.assignment?.personId === personId;
    if (isTheirs && isCustomerWaiting) events.push(...returnCase(live, defaultSkillId, { because: 'agent-left', at }));
  }
  return events;
}

/** The offers that have run out; the third in a row makes the agent `away`, and takes the other offers back. */
export function missOffers({ personId, state: from, missedInRow }: AgentFacts, { held, at }: Moment): SceneEvent[] {
  const isOver = ({ live: { offer } }: Held) => offer !== null && offer.personId === personId && offer.expiresAt <= at;
  const over = held.filter(isOver);
  const events = over.flatMap(({ live }) => (live.offer ? [endOffer(live.id, live.offer, 'timed-out', at)] : []));
  if (from !== 'available' || missedInRow + over.length < missesUntilAway) return events;
  const rest = held.filter((entry) => !isOver(entry));
  return [
    ...events,
    { type: 'agent.state-changed', personId, from, to: 'away', reason: 'missed-offers', at },
    ...withdrawOffers(personId, rest, at),
  ];
}

function withdrawOffers(personId: string, held: readonly Held[], at: number): SceneEvent[] {
  return held.flatMap(({ live }) => (live.offer?.personId === personId ? [endOffer(live.id, live.offer, 'withdrawn', at)] : []));
}
