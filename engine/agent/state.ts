/** What follows when an agent's state changes: offers go back to the queue, and whose customer waits is not left with somebody gone. */
import type { AgentState } from '#contract/agents.ts';
import { endOffer, returnCase } from '../case/assign.ts';
import type { SceneEvent } from '../events.ts';
import type { SceneCase } from '../scene.ts';
import { missesUntilAway } from './capacity.ts';

/** A live case that is offered to the agent, or theirs. */
export type Held = { live: SceneCase; defaultSkillId: string; isCustomerWaiting: boolean };

/** `missedAt`: when the last offer ran out that counted as a miss. */
export type AgentFacts = { personId: string; state: AgentState; missedInRow: number; missedAt: number | null };

/** By hand. Leaving `available` withdraws the offers; what is assigned stays. */
export function setState(
  { personId, state: from }: Pick<AgentFacts, 'personId' | 'state'>,
  to: AgentState,
  { held, at }: Moment,
): SceneEvent[] {
  return [
    { type: 'agent.state-changed', personId, from, to, reason: null, at },
    ...(to === 'available' ? [] : withdrawOffers(personId, held, at)),
  ];
}
export type Moment = { held: readonly Held[]; at: number };

/** Nobody is behind the connection any more: a customer who waits is given to somebody else, the others stay for the return. */
export function loseConnection({ personId, state: from }: Pick<AgentFacts, 'personId' | 'state'>, { held, at }: Moment): SceneEvent[] {
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

/**
 * The offers that have run out. Offers side by side are one thing to miss: one that was made before the last miss belongs to it, so three
 * at once do not send away who looked aside once. The third miss in a row makes the agent `away`, and takes the other offers back.
 */
export function missOffers({ personId, state: from, missedInRow, missedAt }: AgentFacts, { held, at }: Moment): SceneEvent[] {
  const offers = held.flatMap(({ live }) => (live.offer?.personId === personId ? [{ caseId: live.id, ...live.offer }] : []));
  const over = offers.filter((offer) => offer.expiresAt <= at).toSorted((a, b) => a.expiresAt - b.expiresAt);
  let [misses, last] = [missedInRow, missedAt];
  const events = over.map(({ caseId, ...offer }): SceneEvent => {
    const ended = endOffer(caseId, offer, 'timed-out', at);
    if (last !== null && offer.offeredAt < last) return ended;
    misses += 1;
    last = offer.expiresAt;
    return { ...ended, missedAt: last };
  });
  if (from !== 'available' || misses < missesUntilAway) return events;
  const rest = held.filter(({ live: { offer } }) => offer === null || offer.expiresAt > at);
  return [
    ...events,
    { type: 'agent.state-changed', personId, from, to: 'away', reason: 'missed-offers', at },
    ...withdrawOffers(personId, rest, at),
  ];
}

function withdrawOffers(personId: string, held: readonly Held[], at: number): SceneEvent[] {
  return held.flatMap(({ live }) => (live.offer?.personId === personId ? [endOffer(live.id, live.offer, 'withdrawn', at)] : []));
}
