/**
 * Several people do something with the same case at the same instant, over HTTP and in transactions that really meet: of every round one
 * story may be told, whoever came too late reads a sentence, and what is never true of the data stays untrue.
 */
import { expect, test } from 'vitest';
import { processOnce } from '#server/inbound/process.ts';
import { openWorld, type World } from '../support/world.ts';
import { type Agent, Refused } from '../support/world-agent.ts';

/** Of each kind; all kinds together are above 200. */
const rounds = 50;
const agentNames = ['한가람', 'Emma Clarke', '윤슬기'];

type Stage = { world: World; agents: Agent[]; supervisor: Agent; customers: string[] };

/** Everybody has room for everything, and as many customers as there are rounds. */
async function openStage(capacity = 100): Promise<Stage> {
  const world = await openWorld();
  const agents = await Promise.all(agentNames.map((name) => world.agent(name)));
  const supervisor = await world.agent('정다온');
  await world.context().db.rows('update agents set capacity = $1', [capacity]);
  const added = Array.from({ length: rounds }, () => world.sandbox.adds({ name: '손님', language: 'ko' }));
  const customers = (await Promise.all(added)).map(({ id }) => id);
  await Promise.all(customers.map((id) => world.sandbox.writes(id, '계세요?')));
  return { world, agents, supervisor, customers };
}

type Round = { caseId: string; offerId: string; holder: Agent; rivals: Agent[] };

async function offerAll({ world, agents, supervisor }: Stage): Promise<Round[]> {
  await Promise.all(agents.map((agent) => agent.is('available')));
  await world.settle();
  const offers = await Promise.all(agents.map(async (holder) => ({ holder, rows: (await holder.asks('listOffers')).rows })));
  return offers.flatMap(({ holder, rows }) =>
    rows.map(({ id: offerId, case: { id: caseId } }) => ({
      caseId,
      offerId,
      holder,
      rivals: [...agents.filter((agent) => agent !== holder), supervisor],
    })),
  );
}

/** `done`, or the code of a refusal that has a sentence. */
const outcome = (attempt: Promise<unknown>): Promise<string> =>
  attempt.then(
    () => 'done',
    (error) => (error instanceof Refused && error.message !== error.code ? error.code : Promise.reject(error)),
  );

/** At once, and in every order in turn: whoever asks first is not always the same. */
async function race(index: number, attempts: (() => Promise<unknown>)[]): Promise<string[]> {
  const outcomes: Promise<string>[] = [];
  for (const at of attempts.keys()) {
    const turn = (at + index) % attempts.length;
    const attempt = attempts[turn];
    if (attempt) outcomes[turn] = outcome(attempt());
  }
  return Promise.all(outcomes);
}

/** To accept takes less time than what others do; some ask a question or two before, so that either comes first now and then. */
async function acceptLater(holder: Agent, offerId: string, questions: number): Promise<unknown> {
  for (let asked = 0; asked < questions; asked += 1) await holder.asks('listOffers');
  return holder.asks('acceptOffer', { offerId });
}

type Told = { status: string; place: string | null; offer: string; started: number; live: number; holders: string[] };

/** What the database says of the round. */
async function told({ world }: Stage, { caseId, offerId }: Pick<Round, 'caseId' | 'offerId'>): Promise<Told | undefined> {
  const [row] = await world.context().db.rows<Told>(
    `select c.status, c.place, (select state from offers where id = $2) as offer,
       (select count(*) from assignments where case_id = c.id) as started,
       (select count(*) from assignments where case_id = c.id and ended_at is null) as live,
       array(select p.name from assignments a join people p on p.id = a.person_id where a.case_id = c.id) as holders
     from cases c where c.id = $1`,
    [caseId, offerId],
  );
  return row;
}

test.each(['resolved', 'trashed'] as const)(
  'an offer is accepted while somebody else sets the case to %s: one comes first',
  async (status) => {
    const stage = await openStage();
    const chief = await stage.world.agent('이새봄');
    const races = await offerAll(stage);
    expect(races).toHaveLength(rounds);
    const outcomes = await Promise.all(
      races.map(({ caseId, offerId, holder }, index) => {
        const accept = () => acceptLater(holder, offerId, index % 3);
        return race(index, [accept, () => chief.asks('setCaseStatus', { caseId, status })]);
      }),
    );
    const place = status === 'resolved' ? 'parked' : null;
    for (const [index, [accepted, set]] of outcomes.entries()) {
      const round = races[index];
      if (!round) throw new Error('A round is missing.');
      const isFirst = accepted === 'done';
      expect([accepted, set]).toEqual([isFirst ? 'done' : 'offer-over', 'done']);
      const count = isFirst ? 1 : 0;
      expect(await told(stage, round)).toMatchObject({ status, place, offer: isFirst ? 'accepted' : 'withdrawn', started: count, live: 0 });
    }
    expect(new Set(outcomes.map(([accepted]) => accepted))).toEqual(new Set(['done', 'offer-over']));
    expect(await stage.world.broken()).toEqual([]);
  },
);

test('an offer is accepted in two windows while two others take the case: one has it, the rest read who', async () => {
  const stage = await openStage();
  const races = await offerAll(stage);
  const winners = new Set<number>();
  const outcomes = await Promise.all(
    races.map(({ caseId, offerId, holder, rivals: [first, , third] }, index) =>
      race(index, [
        () => acceptLater(holder, offerId, index % 3),
        () => first?.asks('assignCase', { caseId }) ?? Promise.reject(),
        () => acceptLater(holder, offerId, index % 3),
        () => third?.asks('assignCase', { caseId }) ?? Promise.reject(),
      ]),
    ),
  );
  for (const [index, all] of outcomes.entries()) {
    const winner = all.indexOf('done');
    winners.add(winner);
    const expected = ['already-assigned', 'already-assigned', 'already-assigned', 'already-assigned'];
    // The second window of whoever has accepted is answered like the first.
    for (const at of winner === 0 ? [0, 2] : [winner]) expected[at] = 'done';
    expect(all).toEqual(expected);
    const round = races[index];
    const offer = winner === 0 ? 'accepted' : 'taken-over';
    expect(round && (await told(stage, round))).toMatchObject({ status: 'open', place: 'assigned', offer, started: 1, live: 1 });
  }
  expect(winners.size).toBeGreaterThan(1);
  expect(await stage.world.broken()).toEqual([]);
});

test('an offer is accepted while its agent goes offline: it is theirs, or back in the queue for the next', async () => {
  const stage = await openStage(1);
  const { world, agents, supervisor } = stage;
  const seen = new Set<string>();
  for (let raced = 0; raced < rounds; raced += agents.length) {
    const races = await offerAll(stage);
    expect(races).toHaveLength(agents.length);
    await Promise.all(
      races.map(async (round, index) => {
        const { holder, offerId, caseId } = round;
        const turn = index + raced / agents.length;
        const [accepted = '', left] = await race(turn, [() => holder.asks('acceptOffer', { offerId }), () => holder.is('offline')]);
        expect(left).toBe('done');
        expect(['done', 'offer-over']).toContain(accepted);
        seen.add(accepted);
        const place = accepted === 'done' ? 'assigned' : 'queued';
        const offer = accepted === 'done' ? 'accepted' : 'withdrawn';
        const live = accepted === 'done' ? 1 : 0;
        expect(await told(stage, round)).toMatchObject({ place, offer, live });
        if (accepted === 'done') await supervisor.asks('setCaseStatus', { caseId, status: 'resolved' });
      }),
    );
  }
  expect(seen).toEqual(new Set(['done', 'offer-over']));
  expect(await world.broken()).toEqual([]);
});

test('a customer writes while the case is resolved: the line is there once, in the one live case', async () => {
  const stage = await openStage();
  const { world, customers } = stage;
  const races = await offerAll(stage);
  await Promise.all(races.map(({ holder, offerId }) => holder.asks('acceptOffer', { offerId })));
  await Promise.all(customers.map((id) => world.sandbox.writes(id, '아, 하나 더요')));
  const processing = async () => {
    while ((await processOnce(world.context())) > 0);
  };
  const [outcomes] = await Promise.all([
    Promise.all(races.map(({ caseId, holder }) => outcome(holder.asks('setCaseStatus', { caseId, status: 'resolved' })))),
    processing(),
    processing(),
  ]);
  await world.settle();
  expect(new Set(outcomes)).toEqual(new Set(['done']));
  const lines = await world.context().db.rows<{ cases: number; lines: number }>(
    `select count(distinct c.id) as cases, count(m.id) as lines from cases c
     join messages m on m.case_id = c.id and m.direction = 'in' where c.closed_at is null group by c.customer_id`,
  );
  expect(lines).toEqual(customers.map(() => ({ cases: 1, lines: 2 })));
  expect(await world.broken()).toEqual([]);
});
