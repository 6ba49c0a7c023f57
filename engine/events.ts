/** What the rules may decide: one union. `contract/events.ts` says what is kept of each in the log. */
import type { AgentState } from '#contract/agents.ts';
import type { CaseStatus } from '#contract/cases.ts';
import type { Content } from '#contract/content.ts';
import type { AssignmentEnd, AssignmentStart, OfferOutcome } from '#contract/events.ts';
import type { Failure, MessageStatus } from '#contract/messages.ts';
import type { IdentityKind } from './scene.ts';

export type NewMessage = {
  id: string;
  caseId: string;
  customerId: string;
  channelId: string;
  author: { kind: 'customer' | 'agent' | 'script' | 'system'; personId: string | null };
  content: Content;
  /** wamid; null for outbound until WhatsApp has accepted it. */
  providerId: string | null;
  /** When the customer wrote by WhatsApp's clock; null for outbound. */
  providerAt: number | null;
  /** Sort key in the case: provider time never ahead of ours, else ours. */
  at: number;
  quotedMessageId: string | null;
  retryOf: string | null;
  clientId: string | null;
  /** The stored webhook that brought it, and its trace; null for outbound, which bears the trace of its command. */
  inboundId: number | null;
  traceId: string | null;
  /** What is needed to fetch the file of an inbound message from WhatsApp; its row comes into being with the message. */
  file: IncomingFile | null;
};

/** `sha256` in hex: Meta's word, compared with what is found. */
export type IncomingFile = { providerMediaId: string; sha256: string | null };

export type DecisionRecord = {
  id: string;
  caseId: string;
  skillId: string;
  trigger: string;
  /** Which other decisions were made before this one from the same snapshot: their agents count as one case fuller. */
  ordinal: number;
  chosenId: string | null;
  candidates: { personId: string; proficiency: number; load: number; capacity: number; idleSince: number }[];
  excluded: Record<string, number>;
};

type At<T extends string, Body> = { type: T; at: number } & Body;

export type SceneEvent =
  | At<'customer.created', { customerId: string; name: string }>
  | At<'customer.renamed', { customerId: string; name: string }>
  /** The other one was the same person: cases, messages and identities are this one's now. */
  | At<'customer.joined', { customerId: string; fromCustomerId: string }>
  | At<'identity.added', { customerId: string; kind: IdentityKind; scope: string; value: string }>
  | At<'identity.ended', { customerId: string; kind: IdentityKind; scope: string; value: string }>
  | At<'case.opened', { caseId: string; customerId: string; channelId: string; direction: 'in' | 'out'; status: CaseStatus }>
  /** `waitingSince`: the customer waits again, since then. */
  | At<
      'case.status-changed',
      { caseId: string; from: CaseStatus; to: CaseStatus; because: string; byPersonId: string | null; waitingSince?: number }
    >
  | At<
      'case.queued',
      { caseId: string; skillId: string; priority: number; because: 'script' | 'default-skill' | 'unassigned' | 'reopened' }
    >
  /** Two cases of one person on one channel: the messages of the other, which is closed, are in this one now. */
  | At<'case.joined', { caseId: string; fromCaseId: string }>
  | At<'case.parked', { caseId: string; from: 'script' | 'queued' | 'offered' | 'assigned' }>
  | At<'case.read', { caseId: string; byPersonId: string }>
  | At<'message.received', { message: NewMessage; opensWindow: boolean }>
  | At<'message.queued', { message: NewMessage }>
  | At<
      'message.status-changed',
      { messageId: string; caseId: string; from: MessageStatus; to: MessageStatus; providerId: string | null; failure: Failure | null }
    >
  | At<'message.flagged', { messageId: string; caseId: string }>
  | At<'media.changed', { messageId: string; caseId: string; mediaId: string; state: 'ready' | 'failed' }>
  | At<
      'run.started',
      { runId: string; caseId: string; scriptVersionId: string; nodeId: string; variables: Record<string, unknown>; steps: number }
    >
  | At<'run.ended', { runId: string; caseId: string; outcome: 'done' | 'failed'; reason: string | null; steps: number }>
  | At<'offer.made', { offerId: string; caseId: string; personId: string; skillId: string; expiresAt: number; decisionId: string }>
  /** `missedAt`: the offer ran out then and counts as a miss; others that ran out beside it do not. */
  | At<'offer.ended', { offerId: string; caseId: string; personId: string; outcome: OfferOutcome; missedAt?: number }>
  | At<
      'assignment.started',
      { assignmentId: string; caseId: string; personId: string; offerId: string | null; isOverride: boolean } & Began
    >
  | At<'assignment.ended', { assignmentId: string; caseId: string; personId: string; because: AssignmentEnd }>
  /** `snapshot`: what the database showed the router (pg_current_snapshot()); the decisions of one round share both. */
  | At<'decision.recorded', { decision: DecisionRecord; roundId: string; snapshot: string }>
  | At<'agent.state-changed', { personId: string; from: AgentState; to: AgentState; reason: 'missed-offers' | 'connection-lost' | null }>;

/** How an assignment began; `takenFrom`: to whom the case was on offer when somebody else took it. */
export type Began = { because: AssignmentStart; takenFrom: string | null };

export type SceneEventOf<T extends SceneEvent['type']> = Extract<SceneEvent, { type: T }>;
