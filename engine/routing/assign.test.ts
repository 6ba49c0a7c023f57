import fc from 'fast-check';
import { expect, test } from 'vitest';
import { assign, type Round } from './assign.ts';
import { type AgentSnapshot, excluded, type WaitingCase } from './eligible.ts';
import { explain } from './explain.ts';
import { compareAgents, compareWaiting } from './rank.ts';

const now = 1_000_000;
const bo: AgentSnapshot = {
  personId: 'bo',
  state: 'available',
  isConnected: true,
  capacity: 5,
  load: 0,
  idleSince: 100,
  skills: { delivery: 1 },
  channels: ['seoul'],
};
const waiting: WaitingCase = {
  caseId: 'case-1',
  channelId: 'seoul',
  skillId: 'delivery',
  priority: 0,
  queuedAt: 10,
  acceptReject: true,
  acceptSeconds: 30,
  trigger: 'queued',
  refusedBy: [],
};

function round(items: WaitingCase[], agents: AgentSnapshot[]) {
  let ids = 0;
  const input: Round = { waiting: items, agents, others: 0, now, newId: () => `id-${++ids}` };
  return assign(input);
}
const chosen = (items: WaitingCase[], agents: AgentSnapshot[]) => round(items, agents).map(({ caseId, chosenId }) => [caseId, chosenId]);

test.each([
  ['lacks-skill', { skills: {} }],
  ['lacks-skill', { skills: { constructor: 1 } }],
  ['lacks-permission', { channels: ['busan'] }],
  ['not-available', { state: 'away' }],
  ['not-connected', { isConnected: false }],
  ['no-free-slot', { load: 5 }],
] as const)('an agent is left out as %s', (reason, change) => {
  const agent = { ...bo, ...change };
  expect(excluded(waiting, agent, now)).toBe(reason);
  const [proposal] = round([waiting], [agent]);
  expect(proposal).toMatchObject({ chosenId: null, decision: { excluded: { [reason]: 1 }, candidates: [] } });
});

test('a case is not offered again to who refused it, until the cool-off is over', () => {
  const refused = { ...waiting, refusedBy: [{ personId: 'bo', until: now + 1 }] };
  expect(excluded(refused, bo, now)).toBe('refused-recently');
  expect(excluded(refused, bo, now + 1)).toBeNull();
});

test('proficiency decides before load, load before idle time', () => {
  const expert = { ...bo, personId: 'expert', load: 4, idleSince: 900 };
  const idle = { ...bo, personId: 'idle', skills: { delivery: 2 }, idleSince: 1 };
  expect(chosen([waiting], [idle, expert])).toEqual([['case-1', 'expert']]);
  const busy = { ...bo, personId: 'busy', load: 1, idleSince: 1 };
  expect(chosen([waiting], [busy, bo])).toEqual([['case-1', 'bo']]);
  const rested = { ...bo, personId: 'rested', idleSince: 50 };
  expect(chosen([waiting], [bo, rested])).toEqual([['case-1', 'rested']]);
});

test('the highest priority goes first, then who waits longest', () => {
  const one = { ...bo, capacity: 1 };
  const urgent = { ...waiting, caseId: 'urgent', priority: 5, queuedAt: 99 };
  const older = { ...waiting, caseId: 'older', queuedAt: 5 };
  expect(chosen([waiting, older, urgent], [one])).toEqual([
    ['urgent', 'bo'],
    ['older', null],
    ['case-1', null],
  ]);
});

test('load grows inside a round, so the next case goes to the next agent', () => {
  const bea = { ...bo, personId: 'bea', idleSince: 200 };
  const second = { ...waiting, caseId: 'case-2', queuedAt: 20 };
  expect(chosen([waiting, second], [bo, bea])).toEqual([
    ['case-1', 'bo'],
    ['case-2', 'bea'],
  ]);
});

const skill = fc.constantFrom('delivery', 'refund', 'english');
const agentArbitrary = fc.record({
  state: fc.constantFrom('available' as const, 'available' as const, 'busy' as const, 'away' as const),
  isConnected: fc.boolean(),
  capacity: fc.integer({ min: 0, max: 3 }),
  load: fc.integer({ min: 0, max: 3 }),
  idleSince: fc.integer({ min: 0, max: 5 }),
  skills: fc.dictionary(skill, fc.integer({ min: 1, max: 3 })),
  channels: fc.subarray(['seoul', 'busan']),
});
const caseArbitrary = fc.record({
  channelId: fc.constantFrom('seoul', 'busan'),
  skillId: skill,
  priority: fc.integer({ min: 0, max: 2 }),
  queuedAt: fc.integer({ min: 0, max: 5 }),
  refusers: fc.subarray([0, 1, 2, 3]),
});
const snapshot = fc
  .tuple(fc.array(caseArbitrary, { maxLength: 12 }), fc.array(agentArbitrary, { maxLength: 6 }))
  .map(([cases, agents]) => ({
    items: cases.map(
      ({ refusers, ...item }, index): WaitingCase => ({
        ...waiting,
        ...item,
        caseId: `case-${index}`,
        refusedBy: refusers.map((agent) => ({ personId: `agent-${agent}`, until: now + 5 })),
      }),
    ),
    agents: agents.map((agent, index): AgentSnapshot => ({ ...agent, personId: `agent-${index}` })),
  }));

test('after a round nobody is above capacity and no eligible agent idles while eligible work waits', () => {
  fc.assert(
    fc.property(snapshot, ({ items, agents }) => {
      const proposals = round(items, agents);
      const after = agents.map((agent) => ({
        ...agent,
        load: agent.load + proposals.filter(({ chosenId }) => chosenId === agent.personId).length,
      }));
      for (const [index, agent] of after.entries()) {
        const before = agents[index];
        if (before && agent.load > before.load) expect(agent.load).toBeLessThanOrEqual(agent.capacity);
      }
      const left = new Set(proposals.filter(({ chosenId }) => chosenId === null).map(({ caseId }) => caseId));
      for (const item of items.filter(({ caseId }) => left.has(caseId))) {
        expect(after.filter((agent) => excluded(item, agent, now) === null)).toEqual([]);
      }
    }),
  );
});

test('every agent’s own reason, worked out again, agrees with what the decision recorded', () => {
  fc.assert(
    fc.property(snapshot, ({ items, agents }) => {
      const chosenBefore: string[] = [];
      for (const { caseId, chosenId, decision } of round(items, agents)) {
        const item = items.find((candidate) => candidate.caseId === caseId);
        if (!item) throw new Error('a proposal for no case');
        const counted: Record<string, number> = {};
        for (const { personId } of agents) {
          const own = explain({ waiting: item, agents, chosenBefore: [...chosenBefore], chosenId, now }, personId);
          if (own?.outcome === 'excluded') counted[own.reason] = (counted[own.reason] ?? 0) + 1;
          else expect(decision.candidates[(own?.rank ?? 0) - 1]?.personId).toBe(personId);
          expect(own?.outcome === 'chosen').toBe(chosenId === personId);
        }
        expect(counted).toEqual(decision.excluded);
        if (chosenId) chosenBefore.push(chosenId);
      }
    }),
  );
});

/** The rules said plainly: every agent looked at for every case. */
function plainly(items: WaitingCase[], agents: AgentSnapshot[]) {
  let present = agents;
  return items.toSorted(compareWaiting).map((item) => {
    const eligible = present.filter((agent) => !excluded(item, agent, now)).sort(compareAgents(item.skillId));
    const [chosen] = eligible;
    const reasons: Record<string, number> = {};
    for (const agent of present) {
      const reason = excluded(item, agent, now);
      if (reason) reasons[reason] = (reasons[reason] ?? 0) + 1;
    }
    present = present.map((agent) => (agent === chosen ? { ...agent, load: agent.load + 1 } : agent));
    return {
      caseId: item.caseId,
      chosenId: chosen?.personId ?? null,
      candidates: eligible.map(({ personId, load }) => [personId, load]),
      reasons,
    };
  });
}

test('looking at agents once per lane decides the same as looking at everybody for every case', () => {
  fc.assert(
    fc.property(snapshot, ({ items, agents }) => {
      const proposals = round(items, agents).map(({ caseId, chosenId, decision }) => ({
        caseId,
        chosenId,
        candidates: decision.candidates.map(({ personId, load }) => [personId, load]),
        reasons: decision.excluded,
      }));
      expect(proposals).toEqual(plainly(items, agents));
    }),
    { numRuns: 300 },
  );
});

test('agents who have no skill that is asked for only count', () => {
  const [all] = round([waiting], [bo, { ...bo, personId: 'bea', skills: { refund: 1 } }]);
  const [few] = assign({ waiting: [waiting], agents: [bo], others: 1, now, newId: () => 'id-1' });
  expect(few).toEqual(all);
});

test('a decision keeps the best twenty', () => {
  const many = Array.from({ length: 30 }, (_, index) => ({ ...bo, personId: `agent-${index}`, idleSince: index }));
  const refused = { ...waiting, refusedBy: [{ personId: 'agent-0', until: now + 1 }] };
  const best = (from: number) => Array.from({ length: 20 }, (_, index) => `agent-${from + index}`);
  const kept = (item: WaitingCase) => round([item], many)[0]?.decision.candidates.map(({ personId }) => personId);
  expect(kept(waiting)).toEqual(best(0));
  expect(kept(refused)).toEqual(best(1));
});
