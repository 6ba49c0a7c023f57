import { z } from 'zod';
import { id, instant, page, pageOf } from './basics.ts';
import { preview } from './content.ts';
import { operation } from './operation.ts';

export const caseStatus = z.enum(['new', 'open', 'pending', 'escalated', 'resolved', 'closed', 'trashed']);
export type CaseStatus = z.infer<typeof caseStatus>;

/** Where a live case is, exactly one (closed and trashed cases are nowhere: null). */
export const casePlace = z.enum(['script', 'queued', 'offered', 'assigned', 'parked']);
export type CasePlace = z.infer<typeof casePlace>;

export const caseRow = z.object({
  id,
  /** The short number people say: #48213. */
  number: z.number().int(),
  customer: z.object({ id, name: z.string() }),
  channel: z.object({ id, name: z.string() }),
  skill: z.object({ id, name: z.string() }).nullable(),
  status: caseStatus,
  place: casePlace.nullable(),
  assignedTo: z.object({ id, name: z.string() }).nullable(),
  /** To whom the case is being offered now; whoever replies or takes it takes it over from them. */
  offeredTo: z.object({ id, name: z.string() }).nullable(),
  unread: z.number().int(),
  preview: preview.nullable(),
  lastMessageAt: instant,
  /** Since when the customer waits for a person; null once answered. */
  waitingSince: instant.nullable(),
  /** The service window closes here (24 h − 60 s after the customer's last message); null = never opened. */
  windowClosesAt: instant.nullable(),
  openedAt: instant,
  /** Grows with every change of the case: a client keeps the greater one. */
  version: z.number().int(),
});
export type CaseRow = z.infer<typeof caseRow>;

/** A system line of the conversation: what happened, when, by whom. */
export const caseLine = z.object({
  id: z.string(),
  at: instant,
  /** `reopened`: resolved, and open again. `taken`: without an offer. `taken-over`: while it was on offer to `to`. `assigned`: by routing. */
  type: z.enum([
    'opened',
    'status',
    'reopened',
    'queued',
    'offered',
    'accepted',
    'rejected',
    'timed-out',
    'withdrawn',
    'taken',
    'taken-over',
    'assigned',
    'unassigned',
  ]),
  by: z.string().nullable(),
  to: z.string().nullable(),
  /** The cause, where the type has more than one: `customer-message`, `reply`, `by-hand`, `undo`, `reopened` … */
  because: z.string().nullable(),
});
export type CaseLine = z.infer<typeof caseLine>;

/** What this person may do with the case now, each with the refusal that stands against it (null = may). */
export const allowed = z.record(z.string(), z.object({ code: z.string(), ko: z.string(), en: z.string() }).nullable());

export const caseDetail = z.object({
  case: caseRow,
  lines: z.array(caseLine),
  allowed,
});
export type CaseDetail = z.infer<typeof caseDetail>;

export const caseView = z.enum(['mine', 'waiting', 'all']);
export type CaseView = z.infer<typeof caseView>;

export const listCases = operation({
  name: 'listCases',
  method: 'GET',
  path: '/cases',
  access: 'signed-in',
  rate: 'read',
  summary:
    'Cases this person may see. `mine`: assigned to me and live. `waiting`: live, without an agent, longest waiting first. `all`: newest change first.',
  input: z.object({ view: caseView.default('mine'), status: caseStatus.optional(), channelId: id.optional(), ...page }),
  output: pageOf(caseRow).extend({ counts: z.object({ mine: z.number().int(), waiting: z.number().int() }) }),
  refusals: [],
});
export const readCase = operation({
  name: 'readCase',
  method: 'GET',
  path: '/cases/:caseId',
  access: { channel: 'cases.view-own' },
  rate: 'read',
  summary: 'One case with its system lines and what this person may do with it now.',
  input: z.object({ caseId: id }),
  output: caseDetail,
  refusals: ['not-found'],
});
export const setCaseStatus = operation({
  name: 'setCaseStatus',
  method: 'POST',
  path: '/cases/:caseId/status',
  access: { channel: 'cases.status' },
  rate: 'write',
  summary: 'Moves a case to another status (resolve, pending, reopen, close …).',
  input: z.object({ caseId: id, status: caseStatus }),
  output: caseDetail,
  refusals: ['not-found', 'status-not-reachable', 'case-closed'],
});
export const undoResolve = operation({
  name: 'undoResolve',
  method: 'POST',
  path: '/cases/:caseId/undo-resolve',
  access: { channel: 'cases.status' },
  rate: 'write',
  summary:
    'Takes back the resolving of a case, for a minute, by whoever resolved it, even if they cannot see it any more: it is open again and with whom it was.',
  input: z.object({ caseId: id }),
  output: caseDetail,
  refusals: ['not-found', 'case-closed', 'too-late-to-undo'],
});
export const assignCase = operation({
  name: 'assignCase',
  method: 'POST',
  path: '/cases/:caseId/assign',
  access: { channel: 'cases.assign-self' },
  rate: 'write',
  summary: 'Takes an unassigned case for oneself.',
  input: z.object({ caseId: id }),
  output: caseDetail,
  refusals: ['not-found', 'case-closed', 'already-assigned', 'no-free-slot', 'not-an-agent'],
});
export const unassignCase = operation({
  name: 'unassignCase',
  method: 'POST',
  path: '/cases/:caseId/unassign',
  access: { channel: 'cases.unassign' },
  rate: 'write',
  summary: 'Puts a case back into the queue of its skill.',
  input: z.object({ caseId: id }),
  output: caseDetail,
  refusals: ['not-found', 'case-closed', 'not-assigned-to-you'],
});

/** The flight recorder's entry in plain facts; the screen turns them into sentences. */
export const exclusionReason = z.enum([
  'not-available',
  'not-connected',
  'lacks-skill',
  'lacks-permission',
  'no-free-slot',
  'refused-recently',
]);
export type ExclusionReason = z.infer<typeof exclusionReason>;
export const candidate = z.object({
  person: z.object({ id, name: z.string() }),
  proficiency: z.number().int(),
  load: z.number().int(),
  capacity: z.number().int(),
  idleSince: instant,
});
export const decision = z.object({
  id,
  at: instant,
  trigger: z.string(),
  skill: z.object({ id, name: z.string() }),
  chosen: z.object({ id, name: z.string() }).nullable(),
  /** Best first, at most 20. */
  candidates: z.array(candidate),
  /** How many agents were left out, per reason. */
  excluded: z.partialRecord(exclusionReason, z.number().int()),
  /** Why I was, or was not, chosen: recomputed from my state at that moment; null for people who are no agents. */
  /** What became of the choice; null = nobody was chosen. `assigned`: the skill gives cases without asking. */
  outcome: z.enum(['offered', 'accepted', 'rejected', 'timed-out', 'withdrawn', 'taken-over', 'assigned']).nullable(),
  me: z
    .object({ outcome: z.enum(['chosen', 'candidate', 'excluded']), reason: exclusionReason.nullable(), rank: z.number().int().nullable() })
    .nullable(),
});
export type Decision = z.infer<typeof decision>;
/** How the case came to who has it now, when no decision brought it there; `from`: to whom it was on offer at that moment. */
export const taking = z.object({
  person: z.object({ id, name: z.string() }),
  at: instant,
  because: z.enum(['reply', 'by-hand', 'undo']),
  from: z.object({ id, name: z.string() }).nullable(),
});
export type Taking = z.infer<typeof taking>;
export const listDecisions = operation({
  name: 'listDecisions',
  method: 'GET',
  path: '/cases/:caseId/decisions',
  access: { channel: 'decisions.view' },
  rate: 'read',
  summary: 'Every routing decision about a case, newest first: who could take it, who could not and why; and who took it by themselves.',
  input: z.object({ caseId: id }),
  output: z.object({ rows: z.array(decision), taken: taking.nullable() }),
  refusals: ['not-found'],
});
