/**
 * `visible()` of engine/role/may.ts in SQL, for lists and counts: who asks decides which rows exist, before anything is paged or
 * counted. A test holds the two against each other.
 */
import type { ChannelPermission } from '#contract/permissions.ts';
import type { Grants } from '#engine/role/may.ts';

/** On which channels a person sees everything, their skills, or their own. */
export type Scope = { personId: string; all: string[]; bySkill: string[]; own: string[]; skills: string[] };

/** `channelId` narrows; it never adds. */
export function scopeOf(grants: Grants, channelId?: string): Scope {
  const channels = Object.keys(grants.channels).filter((id) => channelId === undefined || id === channelId);
  const having = (permission: ChannelPermission) => channels.filter((id) => grants.channels[id]?.includes(permission));
  return {
    personId: grants.personId,
    all: having('cases.view-all'),
    bySkill: having('cases.view-skills'),
    own: having('cases.view-own'),
    skills: [...grants.skills],
  };
}

/** $1 … $5 of every statement that uses `visibleSql`. */
export const scopeValues = ({ personId, all, bySkill, own, skills }: Scope): unknown[] => [personId, all, bySkill, skills, own];

/** Over `cases c`. */
export const visibleSql = `(c.channel_id = any($2::uuid[])
    or (c.channel_id = any($3::uuid[]) and c.skill_id = any($4::uuid[]))
    or (c.channel_id = any($5::uuid[]) and (c.assigned_to = $1
      or exists (select from offers o where o.case_id = c.id and o.state = 'live' and o.person_id = $1))))`;
