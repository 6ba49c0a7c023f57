import type { Language } from '#contract/basics.ts';
import type { Db } from '../db/database.ts';

export type DemoPerson = { id: string; name: string; role: string; language: Language; skills: string[] };
export type Welcome = { organisation: string; needsSetup: boolean; demoPeople: DemoPerson[] };

export async function selectWelcome(db: Db, isSandbox: boolean): Promise<Welcome> {
  const [row] = await db.rows<{ organisation: string | null; hasPeople: boolean }>(
    'select (select name from organisation) as organisation, exists (select from people) as "hasPeople"',
  );
  const demoPeople = isSandbox ? await selectDemoPeople(db) : [];
  return { organisation: row?.organisation ?? 'Parley', needsSetup: !row?.hasPeople, demoPeople };
}

function selectDemoPeople(db: Db): Promise<DemoPerson[]> {
  return db.rows<DemoPerson>(
    `select p.id, p.name, r.name as role, p.language,
       array(select s.name from agent_skills k join skills s on s.id = k.skill_id where k.person_id = p.id order by k.proficiency, s.name) as skills
     from people p join roles r on r.id = p.role_id
     where p.is_demo and p.deactivated_at is null order by p.created_at, p.id`,
  );
}

export async function findPersonByEmail(db: Db, email: string): Promise<{ id: string; passwordHash: string | null } | undefined> {
  const [row] = await db.rows<{ id: string; passwordHash: string | null }>(
    'select id, password_hash as "passwordHash" from people where lower(email) = lower($1) and deactivated_at is null',
    [email],
  );
  return row;
}

export async function findDemoPerson(db: Db, personId: string): Promise<{ id: string } | undefined> {
  const [row] = await db.rows<{ id: string }>('select id from people where id = $1 and is_demo and deactivated_at is null', [personId]);
  return row;
}

export async function updateLanguage(db: Db, personId: string, language: Language): Promise<void> {
  await db.rows('update people set language = $2 where id = $1', [personId, language]);
}
