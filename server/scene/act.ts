/** One command on one case: lock its customer, read its world, decide, write. Every operation that changes a case goes this way. */
import { isRefusal, type RefusalValue } from '#contract/refusals.ts';
import type { SceneEvent } from '#engine/events.ts';
import type { Scene, SceneCase } from '#engine/scene.ts';
import type { Context } from '../context.ts';
import type { Db } from '../db/database.ts';
import type { Signed } from '../people/sessions.ts';
import { Refusal, throwRefusal } from '../refusal.ts';
import { apply } from './apply.ts';
import { loadCases } from './load.ts';

/** A `SignedCall` fits. */
export type Acting = { context: Pick<Context, 'newId'>; db: Db; requestId: string; signed: Pick<Signed, 'personId'> };

export type Decide = (scene: Scene, live: SceneCase) => SceneEvent[] | RefusalValue;

/** `decide` sees the case as it is while nobody else can change it. */
export async function actOnCase(call: Acting, caseId: string, decide: Decide): Promise<void> {
  await call.db.transact(async (db) => {
    const scene = (await loadCases(db, [caseId])).get(caseId);
    if (!scene) throw new Refusal('not-found');
    if (!scene.liveCase) throw new Refusal('case-closed');
    const events = decide(scene, scene.liveCase);
    if (isRefusal(events)) throwRefusal(events);
    await apply(db, [{ events, traceId: call.requestId, actorId: call.signed.personId }], call.context.newId);
  });
}
