/** Taking back that a case was resolved. Whoever did it may, even where resolving took the case out of their sight. */
import { mayUndo, type Resolving, undoResolve } from '#engine/case/undo.ts';
import { mayOnChannel, visible } from '#engine/role/may.ts';
import { readCaseAfter } from '../cases/detail.ts';
import { selectCaseRows } from '../cases/queries.ts';
import type { Db } from '../db/database.ts';
import type { Handlers, SignedCall } from '../http/call.ts';
import { notPermitted } from '../http/serve.ts';
import { Refusal, throwRefusal } from '../refusal.ts';
import { apply } from '../scene/apply.ts';
import { loadCases } from '../scene/load.ts';

export const undoHandlers = {
  undoResolve: async (call: SignedCall, { caseId }) => {
    const { personId, grants } = call.signed;
    await call.db.transact(async (db) => {
      const scene = (await loadCases(db, [caseId])).get(caseId);
      const [known] = await selectCaseRows(db, [caseId]);
      const resolving = await findResolving(db, caseId);
      const isMine = scene !== undefined && resolving !== undefined && mayUndo(resolving, personId, scene.now);
      if (!scene || !known || !(isMine || visible(grants, known.facts))) throw new Refusal('not-found');
      const lack = mayOnChannel(grants, 'cases.status', known.facts.channelId);
      if (lack) throw await notPermitted(call.context, call.signed, lack.missing);
      if (!scene.liveCase) throw new Refusal('case-closed');
      if (!resolving) throw new Refusal('too-late-to-undo');
      const taker = { personId, assignmentId: call.context.newId(), at: scene.now };
      const events = undoResolve(scene.liveCase, resolving, taker);
      if ('refusal' in events) throwRefusal(events);
      await apply(db, [{ events, traceId: call.requestId, actorId: personId }], call.context.newId);
    });
    return readCaseAfter(call, caseId);
  },
} satisfies Handlers;

/** Undefined when the last thing that happened to its status was something else. To be asked once the customer is locked. */
async function findResolving(db: Db, caseId: string): Promise<Resolving | undefined> {
  const [row] = await db.rows<Resolving & { to: string }>(
    `select e.facts ->> 'to' as "to", e.actor_id as "byPersonId", e.at,
       (select jsonb_build_object('personId', a.person_id, 'load', g.load, 'capacity', g.capacity)
         from assignments a join agents g on g.person_id = a.person_id
         where a.case_id = e.case_id and a.because = 'resolved' and a.ended_at = e.at and g.state <> 'offline') as holder,
       exists (select from events p where p.case_id = e.case_id and p.type = 'case.parked' and p.at = e.at
         and p.facts ->> 'from' in ('queued', 'offered')) as "wasQueued",
       (select min(m.at) from messages m where m.case_id = e.case_id and m.direction = 'in' and m.at > coalesce(
         (select max(o.at) from messages o where o.case_id = e.case_id and o.direction = 'out' and o.author_kind = 'agent'),
         '-infinity')) as "waitingSince"
     from events e where e.case_id = $1 and e.type = 'case.status-changed' order by e.id desc limit 1`,
    [caseId],
  );
  return row?.to === 'resolved' ? row : undefined;
}
