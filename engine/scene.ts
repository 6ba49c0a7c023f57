/**
 * A scene is everything the rules need to know about one customer on one channel, as a plain value read in one go.
 * Rules take scenes and answer with events; `server/scene/apply.ts` alone turns events into rows.
 * Instants in the engine are milliseconds since 1970 in Parley's clock; ids come from the caller.
 */
import type { CasePlace, CaseStatus } from '#contract/cases.ts';
import type { ScriptDefinition } from './script/definition.ts';

export type SceneCase = {
  id: string;
  customerId: string;
  channelId: string;
  skillId: string | null;
  status: CaseStatus;
  place: CasePlace | null;
  priority: number;
  /** The live assignment, if any. */
  assignment: { id: string; personId: string; startedAt: number } | null;
  /** The live offer, if any. */
  offer: { id: string; personId: string; offeredAt: number; expiresAt: number } | null;
  run: { id: string; scriptVersionId: string; nodeId: string; variables: Record<string, unknown>; steps: number } | null;
  lastCustomerMessageAt: number | null;
};

export type SceneChannel = {
  id: string;
  defaultSkillId: string;
  /** The published version a new case runs; null = straight to the default skill. */
  script: { versionId: string; definition: ScriptDefinition } | null;
};

export type SceneCustomer = {
  id: string;
  name: string;
  identities: { kind: IdentityKind; scope: string; value: string }[];
};
export type IdentityKind = 'phone' | 'bsuid' | 'username';

export type Scene = {
  now: number;
  channel: SceneChannel;
  customer: SceneCustomer;
  /** The one live case of this customer on this channel. */
  liveCase: SceneCase | null;
};

/** Where new ids come from; injected, so that the engine stays pure and tests stay repeatable. */
export type NewId = () => string;
