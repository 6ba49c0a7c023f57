/** Sessions: 256 random bits in a cookie, their hash in the table; 12 h idle, 7 days in all (T44, T45). */
import { createHash, randomBytes } from 'node:crypto';
import type { Language } from '#contract/basics.ts';
import type { Me } from '#contract/people.ts';
import { allChannelPermissions, allRolePermissions, type ChannelPermission, type RolePermission } from '#contract/permissions.ts';
import type { Grants } from '#engine/role/may.ts';
import type { Db } from '../db/database.ts';

export type Signed = {
  sessionId: string;
  personId: string;
  name: string;
  email: string;
  language: Language;
  role: { id: string; name: string };
  channels: Me['channels'];
  isAgent: boolean;
  grants: Grants;
};

type Row = {
  sessionId: string;
  personId: string;
  name: string;
  email: string;
  language: Language;
  roleId: string;
  roleName: string;
  permissions: string[];
  channels: { id: string; name: string; permissions: string[] }[];
  isAgent: boolean;
  skills: string[];
};

export const hashOf = (token: string): Buffer => createHash('sha256').update(token).digest();

const signedSql = `select s.id as "sessionId", p.id as "personId", p.name, p.email, p.language, r.id as "roleId", r.name as "roleName",
    r.permissions, exists (select from agents a where a.person_id = p.id) as "isAgent",
    coalesce((select jsonb_agg(jsonb_build_object('id', c.id, 'name', c.name, 'permissions', rc.permissions) order by c.name, c.id)
      from role_channels rc join channels c on c.id = rc.channel_id where rc.role_id = r.id), '[]') as channels,
    array(select k.skill_id::text from agent_skills k where k.person_id = p.id order by k.skill_id) as skills
  from sessions s join people p on p.id = s.person_id join roles r on r.id = p.role_id
  where s.ended_at is null and p.deactivated_at is null
    and s.expires_at > parley_now() and s.last_seen_at > parley_now() - interval '12 hours'`;

export async function findSigned(db: Db, token: string): Promise<Signed | undefined> {
  const [row] = await db.rows<Row>(
    `with seen as (
       update sessions set last_seen_at = parley_now()
       where token_hash = $1 and ended_at is null and last_seen_at < parley_now() - interval '1 minute'
         and last_seen_at > parley_now() - interval '12 hours'
     )
     ${signedSql} and s.token_hash = $1`,
    [hashOf(token)],
  );
  return row && signedOf(row);
}

/** Those of these sessions that still stand, by id. An open event stream is looked after by this: it keeps no session from growing idle. */
export async function selectSigned(db: Db, sessionIds: readonly string[]): Promise<Map<string, Signed>> {
  const rows = await db.rows<Row>(`${signedSql} and s.id = any($1::uuid[])`, [sessionIds]);
  return new Map(rows.map((row) => [row.sessionId, signedOf(row)]));
}

function signedOf(row: Row): Signed {
  const channels = row.channels.map((channel) => ({
    ...channel,
    permissions: allChannelPermissions.filter((name: ChannelPermission) => channel.permissions.includes(name)),
  }));
  return {
    sessionId: row.sessionId,
    personId: row.personId,
    name: row.name,
    email: row.email,
    language: row.language,
    role: { id: row.roleId, name: row.roleName },
    channels,
    isAgent: row.isAgent,
    grants: {
      personId: row.personId,
      roleName: row.roleName,
      permissions: allRolePermissions.filter((name: RolePermission) => row.permissions.includes(name)),
      channels: Object.fromEntries(channels.map((channel) => [channel.id, channel.permissions])),
      skills: row.skills,
    },
  };
}

/** The token goes into the cookie and nowhere else. */
export async function insertSession(db: Db, id: string, personId: string): Promise<string> {
  const token = randomBytes(32).toString('base64url');
  await db.rows(`insert into sessions (id, token_hash, person_id, expires_at) values ($1, $2, $3, parley_now() + interval '7 days')`, [
    id,
    hashOf(token),
    personId,
  ]);
  return token;
}

export async function endSession(db: Db, sessionId: string): Promise<void> {
  await db.rows('update sessions set ended_at = parley_now() where id = $1 and ended_at is null', [sessionId]);
  db.wake('access');
}

/** Another session of this person that still stands; whether anybody sits before it is not known. */
export async function hasOtherSession(db: Db, { personId, sessionId }: Pick<Signed, 'personId' | 'sessionId'>): Promise<boolean> {
  const rows = await db.rows(
    `select from sessions where person_id = $1 and id <> $2 and ended_at is null
       and expires_at > parley_now() and last_seen_at > parley_now() - interval '12 hours' limit 1`,
    [personId, sessionId],
  );
  return rows.length > 0;
}

/** Names of the roles that could grant what is missing. */
export async function selectGranters(db: Db): Promise<string> {
  const rows = await db.rows<{ name: string }>(`select name from roles where 'roles.edit' = any(permissions) order by name`);
  return rows.map((role) => role.name).join(', ') || '–';
}
