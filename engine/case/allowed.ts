/**
 * What a person may do with a case now, and what stands against each act: permission first, then the state of the world, in the
 * order in which a person could repair it. The acts themselves check again, inside their transaction.
 */
import type { CaseStatus } from '#contract/cases.ts';
import type { ChannelPermission } from '#contract/permissions.ts';
import { type RefusalValue, refuse } from '#contract/refusals.ts';
import { checkWay, type Way } from '../message/send-check.ts';
import { type CaseFacts, type Grants, mayOnChannel } from '../role/may.ts';
import { reachableFrom } from './life.ts';

export type Standing = Way & {
  facts: CaseFacts;
  /** Who has the case, for the sentence. */
  assignedName: string | null;
  /** The person's own slots; null = no agent. */
  agent: { load: number; capacity: number } | null;
};

/** Null = may. `grantedBy` is filled in by the server, which knows the roles. */
export type Allowed = Record<string, RefusalValue | null>;

export function allowedOn(person: Grants, standing: Standing): Allowed {
  const lacks = (permission: ChannelPermission) => lacking(person, permission, standing.facts.channelId);
  const allowed: Allowed = {
    reply: lacks('messages.reply') ?? sending(standing),
    attach: lacks('messages.reply') ?? lacks('messages.attach') ?? sending(standing),
    assign: lacks('cases.assign-self') ?? taking(person, standing),
    unassign: lacks('cases.unassign') ?? givingBack(standing),
  };
  for (const status of reachableFrom(standing.status)) allowed[status] = statusPermissions(status).map(lacks).find(Boolean) ?? null;
  return allowed;
}

/** Closing and trashing are final, so they ask for one permission more. */
export const statusPermissions = (to: CaseStatus): readonly ChannelPermission[] =>
  to === 'closed' || to === 'trashed' ? ['cases.status', 'cases.close'] : ['cases.status'];

function lacking(person: Grants, permission: ChannelPermission, channelId: string): RefusalValue | null {
  const missing = mayOnChannel(person, permission, channelId);
  return missing && refuse('not-permitted', { permission: missing.missing, role: person.roleName });
}

const isOver = (status: CaseStatus) => status === 'closed' || status === 'trashed';

const sending = (standing: Standing): RefusalValue | null => checkWay(standing)[0] ?? null;

/** Whoever the case is offered to has a slot for it already. */
function taking({ personId }: Grants, { status, facts, assignedName, agent }: Standing): RefusalValue | null {
  if (isOver(status)) return refuse('case-closed');
  if (!agent) return refuse('not-an-agent');
  if (facts.assignedTo !== null) return refuse('already-assigned', { name: assignedName ?? '–' });
  return facts.offeredTo === personId || agent.load < agent.capacity ? null : refuse('no-free-slot', agent);
}

function givingBack({ status, facts }: Standing): RefusalValue | null {
  if (isOver(status)) return refuse('case-closed');
  return facts.assignedTo === null ? refuse('not-assigned-to-you') : null;
}
