/** The only way to hold a case in an operation: what a person may not see does not exist, what they may not do is named. */
import type { ChannelPermission } from '#contract/permissions.ts';
import { mayOnChannel, visible } from '#engine/role/may.ts';
import type { SignedCall } from '../http/call.ts';
import { notPermitted } from '../http/serve.ts';
import { Refusal } from '../refusal.ts';
import { type KnownCase, selectCaseRows } from './queries.ts';

/** `cases.view-own` stands for "whoever may see it": the widest of the three view permissions decides. */
export async function caseFor(call: SignedCall, caseId: string, permission: ChannelPermission): Promise<KnownCase> {
  const { grants } = call.signed;
  const [known] = await selectCaseRows(call.db, [caseId]);
  if (!known || !visible(grants, known.facts)) throw new Refusal('not-found');
  const missing = isViewing(permission) ? null : mayOnChannel(grants, permission, known.facts.channelId);
  if (missing) throw await notPermitted(call.context, call.signed, missing.missing);
  return known;
}

const isViewing = (permission: ChannelPermission) =>
  permission === 'cases.view-own' || permission === 'cases.view-skills' || permission === 'cases.view-all';
