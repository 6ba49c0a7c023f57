/** Taking a case by hand, and putting it back into the queue. */
import { refuse } from '#contract/refusals.ts';
import { returnCase, takeCase } from '#engine/case/assign.ts';
import { caseFor } from '../cases/access.ts';
import { readCaseAfter } from '../cases/detail.ts';
import { selectCaseRows } from '../cases/queries.ts';
import type { Handlers, SignedCall } from '../http/call.ts';
import { Refusal } from '../refusal.ts';
import { actOnCase, type Decide } from '../scene/act.ts';

export const assignmentHandlers = {
  assignCase: async (call: SignedCall, { caseId }) => {
    await caseFor(call, caseId, 'cases.assign-self');
    const { personId } = call.signed;
    // Whether the person is an agent with a free slot is decided where the slot is taken.
    const take: Decide = ({ now: at }, live) => takeCase(live, { personId, assignmentId: call.context.newId(), at }, 'by-hand');
    await actOnCase(call, caseId, take).catch(async (error) => {
      throw error instanceof Refusal && error.code === 'already-assigned' ? await namingWinner(call, caseId) : error;
    });
    return readCaseAfter(call, caseId);
  },
  unassignCase: async (call: SignedCall, { caseId }) => {
    await caseFor(call, caseId, 'cases.unassign');
    await actOnCase(call, caseId, (scene, live) => {
      if (!live.assignment) return refuse('not-assigned-to-you');
      return returnCase(live, scene.channel.defaultSkillId, { because: 'unassigned', at: scene.now });
    });
    return readCaseAfter(call, caseId);
  },
} satisfies Handlers;

async function namingWinner({ db }: SignedCall, caseId: string): Promise<Refusal> {
  const [known] = await selectCaseRows(db, [caseId]);
  return new Refusal('already-assigned', { name: known?.assignedTo?.name ?? '–' });
}
