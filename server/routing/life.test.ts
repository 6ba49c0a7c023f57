/** Random lives of a small contact centre, through the database: whatever people and time do, and in whatever order. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { excluded } from '#engine/routing/eligible.ts';
import { type Centre, openCentre } from '../../test/support/centre.ts';
import { brokenInvariants } from '../../test/support/invariants.ts';
import { agentHandlers } from '../agents/operations.ts';
import { agentConnected, sweepOnce } from '../agents/presence.ts';
import { assignmentHandlers } from '../assignments/operations.ts';
import { caseHandlers } from '../cases/operations.ts';
import { offerHandlers } from '../offers/operations.ts';
import { Refusal } from '../refusal.ts';
import { fireOnce } from '../timers/fire.ts';
import { routeOnce } from './dispatch.ts';
import { lookAgain } from './look.ts';
import { readDecisions } from './operations.ts';

const agents = [{ 0: 1, 1: 2 }, { 0: 1 }, { 1: 1 }, { 0: 3, 1: 3 }];
const anyAgent = fc.nat({ max: agents.length - 1 });
const anyCase = fc.nat({ max: 50 });
const step = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constant('write' as const),
      skill: fc.nat({ max: 1 }),
      channel: fc.nat({ max: 1 }),
      priority: fc.nat({ max: 2 }),
      count: fc.integer({ min: 1, max: 4 }),
    }),
  },
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('state' as const),
      agent: anyAgent,
      to: fc.constantFrom('available' as const, 'available' as const, 'busy' as const, 'offline' as const),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('connect' as const), agent: anyAgent }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom('accept' as const, 'reject' as const), offer: anyCase }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom('resolve' as const, 'unassign' as const), item: anyCase }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant('assign' as const), item: anyCase, agent: anyAgent }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('time' as const), ms: fc.constantFrom(1_000, 15_000, 30_001, 61_000) }) },
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function take(centre: Centre, cases: string[], taken: Step): Promise<void> {
  const agent = 'agent' in taken ? (centre.agents[taken.agent] ?? '') : '';
  const caseId = 'item' in taken ? cases[taken.item % cases.length] : undefined;
  switch (taken.do) {
    case 'write':
      for (let written = 0; written < taken.count; written += 1) {
        const [skillId, channelId] = [centre.skills[taken.skill], centre.channels[(taken.channel + written) % 2]];
        cases.push(await centre.wait({ skillId, channelId, priority: taken.priority }));
      }
      return;
    case 'state':
      return void (await agentHandlers.setMyState(centre.as(agent), { state: taken.to }));
    case 'connect':
      return agentConnected(centre.context, agent);
    case 'accept':
    case 'reject':
      return answer(centre, taken.do, taken.offer);
    case 'resolve':
      if (caseId) await caseHandlers.setCaseStatus(centre.as(centre.agents[0] ?? ''), { caseId, status: 'resolved' });
      return;
    case 'unassign':
      if (caseId) await assignmentHandlers.unassignCase(centre.as(centre.agents[0] ?? ''), { caseId });
      return;
    case 'assign':
      if (caseId) await assignmentHandlers.assignCase(centre.as(agent), { caseId });
      return;
    case 'time':
      await centre.moveClock(taken.ms);
      await fireOnce(centre.context);
      await sweepOnce(centre.context);
  }
}

async function answer(centre: Centre, word: 'accept' | 'reject', number: number): Promise<void> {
  const offers = await centre.db.rows<{ offerId: string; personId: string }>(
    `select id as "offerId", person_id as "personId" from offers where state = 'live' order by id`,
  );
  const offer = offers[number % offers.length];
  if (!offer) return;
  const call = centre.as(offer.personId);
  if (word === 'accept') await offerHandlers.acceptOffer(call, offer);
  else await offerHandlers.rejectOffer(call, offer);
}

/** Independent of how the router chooses what it looks at: every waiting case against every agent. */
async function expectNobodyIdles({ db, agents: everybody }: Centre, cases: string[]): Promise<void> {
  const { waiting, agents: seen, now } = await lookAgain(db, cases, everybody);
  for (const item of waiting) expect(seen.filter((agent) => excluded(item, agent, now) === null)).toEqual([]);
}

/** Each agent's own part, worked out again from history and snapshot, adds up to what was recorded. */
async function expectReasonsAgree({ db, agents: everybody }: Centre, cases: string[]): Promise<void> {
  for (const caseId of cases) {
    const told = await Promise.all(everybody.map((personId) => readDecisions(db, caseId, personId)));
    for (const [index, decision] of (told[0] ?? []).entries()) {
      const counted: Record<string, number> = {};
      for (const [agent, mine] of told.map((decisions) => decisions[index]?.me).entries()) {
        const place = decision.candidates.findIndex(({ person }) => person.id === everybody[agent]);
        if (mine?.outcome === 'excluded') counted[mine.reason ?? ''] = (counted[mine.reason ?? ''] ?? 0) + 1;
        expect(mine?.rank).toBe(place < 0 ? null : place + 1);
        expect(mine?.outcome === 'excluded').toBe(place < 0);
        expect(mine?.outcome === 'chosen').toBe(decision.chosen?.id === everybody[agent]);
      }
      expect(counted).toEqual(decision.excluded);
    }
  }
}

test('after every step the invariants hold and nobody idles who could work; every reason can be worked out again', async () => {
  await fc.assert(
    fc.asyncProperty(fc.integer({ min: 1, max: 2 }), fc.array(step, { minLength: 15, maxLength: 30 }), async (capacity, steps) => {
      const centre = await openCentre({ agents, skills: 2, channels: 2, capacity });
      const cases: string[] = [];
      await centre.arrive(...centre.agents);
      for (const taken of steps) {
        await take(centre, cases, taken).catch((error) => {
          if (!(error instanceof Refusal)) throw error;
        });
        while ((await routeOnce(centre.context)) > 0);
        await expectNobodyIdles(centre, cases);
      }
      expect(await brokenInvariants(centre.db)).toEqual([]);
      await expectReasonsAgree(centre, cases);
      await centre.close();
    }),
    { numRuns: 4 },
  );
}, 60_000);
