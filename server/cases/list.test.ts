import { afterAll, beforeAll, expect, test } from 'vitest';
import type { CaseView } from '#contract/cases.ts';
import type { ChannelPermission } from '#contract/permissions.ts';
import { type Grants, visible } from '#engine/role/may.ts';
import { addCompany } from '../../test/support/app.ts';
import { type AddedCase, addCase, addChannel, addSkill } from '../../test/support/cases.ts';
import { cloneDatabase } from '../../test/support/database.ts';
import { addMember } from '../../test/support/feed.ts';
import type { Database } from '../db/database.ts';
import { listSql, readCursor, selectCasePage, selectCounts, writeCursor } from './list.ts';
import { scopeOf, scopeValues } from './visibility.ts';

let db: Database;
let drop: () => Promise<void>;
let me: string;
let channels: [string, string];
let skills: [string, string];
const cases: AddedCase[] = [];

beforeAll(async () => {
  ({ database: db, drop } = await cloneDatabase());
  const company = await addCompany(db);
  await db.rows('delete from cases');
  channels = [company.channelId, await addChannel(db, 'Busan')];
  skills = [company.skillId, await addSkill(db, 'Refunds')];
  me = (await addMember(db, { skills: [] })).personId;
  const other = (await addMember(db, { skills: [] })).personId;
  const holders = [{}, { assignedTo: me }, { assignedTo: other }, { offeredTo: me }, { offeredTo: other }] as const;
  let minutesAgo = 0;
  for (const channelId of channels) {
    for (const skillId of skills) {
      for (const holder of holders) cases.push(await addCase(db, { channelId, skillId, ...holder, minutesAgo: ++minutesAgo % 7 }));
      for (const status of ['resolved', 'closed', 'trashed'] as const) {
        cases.push(await addCase(db, { channelId, skillId, status, minutesAgo: ++minutesAgo % 7 }));
      }
    }
    cases.push(await addCase(db, { channelId, minutesAgo: ++minutesAgo % 7 }));
  }
});
afterAll(() => drop());

const subsets = <T>(items: readonly T[]): T[][] =>
  Array.from({ length: 2 ** items.length }, (_, chosen) => items.filter((__, place) => chosen & (1 << place)));
const views: readonly ChannelPermission[] = ['cases.view-own', 'cases.view-skills', 'cases.view-all'];

/** Every mixture of the three view permissions on each channel, with and without skills. */
function everybody(): Grants[] {
  return subsets(views).flatMap((here) =>
    subsets(views).flatMap((there) =>
      [[], [skills[0]], [...skills]].map(
        (had): Grants => ({
          personId: me,
          roleName: 'r',
          permissions: [],
          skills: had,
          channels: { [channels[0]]: here, [channels[1]]: there },
        }),
      ),
    ),
  );
}

const belongs: Record<CaseView, (each: AddedCase) => boolean> = {
  mine: ({ facts }) => facts.assignedTo === me,
  waiting: ({ facts, place }) => place !== null && place !== 'parked' && facts.assignedTo === null,
  all: () => true,
};

async function idsOf(grants: Grants, view: CaseView): Promise<string[]> {
  const places = await selectCasePage(db, scopeOf(grants), { view, status: null, after: null, limit: 100 });
  return places.map((place) => place.id).sort();
}

test.each(['mine', 'waiting', 'all'] as const)(
  '“%s” lists exactly what `visible` allows, for every mixture of permissions',
  async (view) => {
    for (const grants of everybody()) {
      const expected = cases.filter((each) => belongs[view](each) && visible(grants, each.facts)).map((each) => each.id);
      expect(await idsOf(grants, view), JSON.stringify(grants)).toEqual(expected.sort());
    }
  },
);

test('counts agree with the lists they head', async () => {
  for (const grants of everybody()) {
    const counts = await selectCounts(db, scopeOf(grants));
    expect(counts).toEqual({ mine: (await idsOf(grants, 'mine')).length, waiting: (await idsOf(grants, 'waiting')).length });
  }
});

const all = (): Grants => ({
  ...{ personId: me, roleName: 'r', permissions: [], skills: [] },
  channels: { [channels[0]]: ['cases.view-all'], [channels[1]]: ['cases.view-all', 'cases.view-own'] },
});

test.each(['mine', 'waiting', 'all'] as const)(
  'pages of “%s” follow each other without a gap or a repetition, also between equal times',
  async (view) => {
    const whole = await selectCasePage(db, scopeOf(all()), { view, status: null, after: null, limit: 100 });
    const paged: string[] = [];
    for (let cursor: string | null = null, round = 0; round < 50; round += 1) {
      const after = cursor === null ? null : (readCursor(view, cursor) ?? null);
      const page = await selectCasePage(db, scopeOf(all()), { view, status: null, after, limit: 3 });
      paged.push(...page.slice(0, 3).map((place) => place.id));
      const last = page[2];
      if (page.length <= 3 || !last) break;
      cursor = writeCursor(view, last);
    }
    expect(paged).toEqual(whole.map((place) => place.id));
  },
);

test('a status or a channel narrows, and a channel that is not mine shows nothing', async () => {
  const closed = await selectCasePage(db, scopeOf(all()), { view: 'all', status: 'closed', after: null, limit: 100 });
  expect(closed.map((place) => place.id).sort()).toEqual(
    cases
      .filter((each) => each.status === 'closed')
      .map((each) => each.id)
      .sort(),
  );
  const narrowed = scopeOf(all(), channels[1]);
  expect(narrowed.all).toEqual([channels[1]]);
  expect(await selectCasePage(db, scopeOf(all(), me), { view: 'all', status: null, after: null, limit: 100 })).toEqual([]);
});

test('a cursor made up, of another view or with other numbers is not read', () => {
  const place = { at: 1_700_000_000_000_000, id: me };
  expect(readCursor('all', writeCursor('all', place))).toEqual(place);
  expect(readCursor('mine', writeCursor('all', place))).toBeUndefined();
  const forged = [['a', -1, me], ['a', 1.5, me], ['a', 1e300, me], ['a', 1, "x' or true"], ['a', null, me], ['a', 1], { at: 1 }, 'a'];
  for (const value of forged) expect(readCursor('all', Buffer.from(JSON.stringify(value)).toString('base64url'))).toBeUndefined();
  expect(readCursor('all', '%%%')).toBeUndefined();
});

test('the lists walk indexes: no plan reads all cases', async () => {
  await db.rows(
    `with n as (select gen_random_uuid() as id from generate_series(1, 5000)), u as (
       insert into customers (id, name, created_at) select id, 'c', parley_now() from n returning id)
     insert into cases (id, customer_id, channel_id, skill_id, direction, status, opened_at, closed_at, last_message_at)
     select gen_random_uuid(), u.id, $1, $2, 'in', 'closed', parley_now(), parley_now(), parley_now() - random() * interval '9 days' from u`,
    [channels[0], skills[0]],
  );
  await db.rows('vacuum analyze cases');
  const walked: Record<CaseView, string> = { mine: 'cases_mine', waiting: 'cases_unanswered', all: 'cases_channel_recent' };
  for (const [view, index] of Object.entries(walked)) {
    const values = [...scopeValues(scopeOf(all())), null, view === 'waiting' ? 0 : Date.UTC(2200, 0) * 1000, me, 51];
    const lines = await db.rows<Record<string, string>>(`explain (costs off) ${listSql[view as CaseView]}`, values);
    const plan = lines.map((line) => line['QUERY PLAN']).join('\n');
    expect(plan).not.toMatch(/Seq Scan on cases/);
    expect(plan).toContain(index);
  }
});
