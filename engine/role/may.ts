/** The one permission function. Server, feed and screen ask it, so they say the same words. */
import type { ChannelPermission, Permission, RolePermission } from '#contract/permissions.ts';

export type Grants = {
  personId: string;
  roleName: string;
  permissions: readonly RolePermission[];
  /** Channel → what the role may do on it; a channel that is missing is invisible. */
  channels: Readonly<Record<string, readonly ChannelPermission[]>>;
  /** The skills the person has as an agent. */
  skills: readonly string[];
};

export type Missing = { missing: Permission };

export function mayInRole(person: Grants, permission: RolePermission): Missing | null {
  return person.permissions.includes(permission) ? null : { missing: permission };
}

export function mayOnChannel(person: Grants, permission: ChannelPermission, channelId: string): Missing | null {
  return onChannel(person, channelId).includes(permission) ? null : { missing: permission };
}

export type CaseFacts = { channelId: string; skillId: string | null; assignedTo: string | null; offeredTo: string | null };

/** Own, of my skills, or all: the widest permission of the role on that channel decides. */
export function visible(person: Grants, facts: CaseFacts): boolean {
  const granted = onChannel(person, facts.channelId);
  if (granted.includes('cases.view-all')) return true;
  if (granted.includes('cases.view-skills') && facts.skillId !== null && person.skills.includes(facts.skillId)) return true;
  const isOwn = facts.assignedTo === person.personId || facts.offeredTo === person.personId;
  return granted.includes('cases.view-own') && isOwn;
}

const onChannel = (person: Grants, channelId: string): readonly ChannelPermission[] =>
  Object.hasOwn(person.channels, channelId) ? (person.channels[channelId] ?? []) : [];
