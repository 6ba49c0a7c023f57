/** What the sandbox begins with: a company that is said to be made up, whose names bear both its languages. */
import { expect, test } from 'vitest';
import { openWorld } from '../support/world.ts';

test('everything in the demo company is marked as such, named in both languages, and led to one skill', async () => {
  const world = await openWorld();
  const { db } = world.context();
  const names = await db.rows<{ name: string }>(
    'select name from skills union all select name from roles union all select name from scripts',
  );
  for (const { name } of names) expect(name).toMatch(/^[가-힣].* \([A-Z][\w -]+\)$/);
  const [company] = await db.rows<{ name: string }>('select name from organisation');
  expect(company?.name).toMatch(/\(demo\)$/);
  expect(await db.rows('select from people where not is_demo')).toEqual([]);
  await world.sandbox.writes('c821000000011', '안녕하세요');
  await world.sandbox.writes('c447700900111', 'Hello');
  await world.settle();
  const queued = await db.rows<{ name: string }>('select s.name from cases c join skills s on s.id = c.skill_id');
  expect(queued.map(({ name }) => name)).toEqual(['일반 문의 (General)', '일반 문의 (General)']);
});
