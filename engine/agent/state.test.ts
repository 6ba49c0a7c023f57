import { expect, test } from 'vitest';
import type { SceneEvent } from '../events.ts';
import type { SceneCase } from '../scene.ts';
import { missesUntilAway } from './capacity.ts';
import { type AgentFacts, type Held, missOffers } from './state.ts';

const lastsMs = 30_000;
const bo = (facts: Partial<AgentFacts> = {}): AgentFacts => ({
  personId: 'bo',
  state: 'available',
  missedInRow: 0,
  missedAt: null,
  ...facts,
});
const offeredAt = (at: number): Held => ({
  defaultSkillId: 's',
  isCustomerWaiting: true,
  live: {
    ...{ id: `case ${at}`, customerId: 'u', channelId: 'h', skillId: 's', status: 'new', place: 'offered', priority: 0 },
    ...{ assignment: null, run: null, lastCustomerMessageAt: 0 },
    offer: { id: `offer ${at}`, personId: 'bo', offeredAt: at, expiresAt: at + lastsMs },
  } satisfies SceneCase,
});
const missesIn = (events: readonly SceneEvent[]) =>
  events.flatMap((event) => (event.type === 'offer.ended' && event.missedAt !== undefined ? [event.missedAt] : []));

/** Nobody looks: each offer runs out when its time is up. Gives the moments that counted as misses. */
function lookAway(offers: readonly number[]): { misses: number[]; awayAt: number | null } {
  let facts = bo();
  const misses: number[] = [];
  for (const at of offers.map((start) => start + lastsMs).toSorted((a, b) => a - b)) {
    const held = offers.filter((start) => start < at && start + lastsMs >= at).map(offeredAt);
    const events = missOffers(facts, { held, at });
    const counted = missesIn(events);
    misses.push(...counted);
    facts = { ...facts, missedInRow: facts.missedInRow + counted.length, missedAt: counted.at(-1) ?? facts.missedAt };
    if (events.some(({ type }) => type === 'agent.state-changed')) return { misses, awayAt: at };
  }
  return { misses, awayAt: null };
}

test.each([
  ['one', [0], [30_000], null],
  ['three at the same instant', [0, 0, 0], [30_000], null],
  ['five within the time of one', [0, 5_000, 10_000, 20_000, 29_999], [30_000], null],
  ['one after the other', [0, 30_000, 60_000], [30_000, 60_000, 90_000], 90_000],
  ['a stream that never pauses', [0, 10_000, 20_000, 40_000, 50_000, 80_000], [30_000, 70_000, 110_000], 110_000],
] as const)('offers that nobody sees: %s', (_, offers, misses, awayAt) => {
  expect(lookAway(offers)).toEqual({ misses, awayAt });
});

test('whatever is offered when, nobody is sent away before the time of three offers has passed', () => {
  let seed = 7;
  const random = (below: number) => {
    seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
    return seed % below;
  };
  for (let round = 0; round < 300; round += 1) {
    const offers = Array.from({ length: 1 + random(12) }, () => random(120_000)).toSorted((a, b) => a - b);
    const { misses, awayAt } = lookAway(offers);
    const first = offers[0] ?? 0;
    if (awayAt !== null) expect(awayAt - first).toBeGreaterThanOrEqual(missesUntilAway * lastsMs);
    for (const [place, at] of misses.entries()) if (place > 0) expect(at - (misses[place - 1] ?? 0)).toBeGreaterThanOrEqual(lastsMs);
  }
});

test('the third miss takes back what is still on offer; an agent who is not available is not sent away', () => {
  const held = [offeredAt(0), offeredAt(10_000)];
  const events = missOffers(bo({ missedInRow: 2, missedAt: -1 }), { held, at: lastsMs });
  expect(events).toMatchObject([
    { type: 'offer.ended', caseId: 'case 0', outcome: 'timed-out', missedAt: lastsMs },
    { type: 'agent.state-changed', to: 'away', reason: 'missed-offers' },
    { type: 'offer.ended', caseId: 'case 10000', outcome: 'withdrawn' },
  ]);
  expect(missOffers(bo({ missedInRow: 2, state: 'busy' }), { held, at: lastsMs })).toHaveLength(1);
});
