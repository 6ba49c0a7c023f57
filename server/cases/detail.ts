/** One case as its screen needs it: the row, its system lines, and what this person may do with it now. */
import type { CaseDetail } from '#contract/cases.ts';
import { type Permission, permissionSentences } from '#contract/permissions.ts';
import { type RefusalValue, refusalSentence } from '#contract/refusals.ts';
import { allowedOn, type Standing } from '#engine/case/allowed.ts';
import type { Db } from '../db/database.ts';
import type { SignedCall } from '../http/call.ts';
import { selectGranters } from '../people/sessions.ts';
import { caseFor } from './access.ts';
import { selectLines } from './lines.ts';
import { caseRowOf, type KnownCase, selectCaseRows } from './queries.ts';

export async function readCaseDetail(call: SignedCall, caseId: string): Promise<CaseDetail> {
  return detailOf(call, await caseFor(call, caseId, 'cases.view-own'));
}

/** The answer to an act the person was allowed: they are told what it led to, even if the case has left their sight by it. */
export async function readCaseAfter(call: SignedCall, caseId: string): Promise<CaseDetail> {
  const [known] = await selectCaseRows(call.db, [caseId]);
  if (!known) throw new Error('A case that was just acted on is gone.');
  return detailOf(call, known);
}

async function detailOf(call: SignedCall, known: KnownCase): Promise<CaseDetail> {
  const lines = await selectLines(call.db, known.id);
  return { case: caseRowOf(known), lines, allowed: await readAllowed(call, known) };
}

async function readAllowed({ db, signed }: SignedCall, known: KnownCase): Promise<CaseDetail['allowed']> {
  const allowed = allowedOn(signed.grants, await selectStanding(db, known, signed.personId));
  const isGrantable = Object.values(allowed).some((refusal) => refusal?.refusal === 'not-permitted');
  const grantedBy = isGrantable ? await selectGranters(db) : '';
  return Object.fromEntries(Object.entries(allowed).map(([act, refusal]) => [act, refusal && spoken(refusal, grantedBy)]));
}

type StandingRow = Pick<Standing, 'now' | 'lastCustomerMessageAt' | 'pausedReason' | 'isReachable'> & {
  load: number | null;
  capacity: number | null;
};

/** What the rules want to know beside the row itself. */
async function selectStanding(db: Db, known: KnownCase, personId: string): Promise<Standing> {
  const [row] = await db.rows<StandingRow>(
    `select parley_now() as now, c.last_customer_message_at as "lastCustomerMessageAt",
       case when n.state = 'paused' then n.paused_reason end as "pausedReason",
       exists (select from customer_identities i
         where i.customer_id = c.customer_id and i.ended_at is null and i.kind in ('phone', 'bsuid')) as "isReachable",
       a.load, a.capacity
     from cases c join channels n on n.id = c.channel_id left join agents a on a.person_id = $2
     where c.id = $1`,
    [known.id, personId],
  );
  if (!row) throw new Error('A case that was just read is gone.');
  const { load, capacity, ...rest } = row;
  return {
    ...rest,
    status: known.status,
    facts: known.facts,
    assignedName: known.assignedTo?.name ?? null,
    agent: load === null || capacity === null ? null : { load, capacity },
  };
}

function spoken({ refusal, details }: RefusalValue, grantedBy: string): { code: string; ko: string; en: string } {
  const sentence = (language: 'ko' | 'en') => {
    const permission = permissionNamed(details.permission);
    const words = permission ? { ...details, grantedBy, permission: permissionSentences[permission][language] } : details;
    return refusalSentence(refusal, words, language);
  };
  return { code: refusal, ko: sentence('ko'), en: sentence('en') };
}

const permissionNamed = (name: unknown): Permission | undefined =>
  typeof name === 'string' && Object.hasOwn(permissionSentences, name) ? (name as Permission) : undefined;
