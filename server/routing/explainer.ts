/**
 * Writes down why a case waits: once when it comes to wait, and again when the reasons are others. Which reasons there are counts, not
 * how many agents each one keeps away: with fifty busy agents the numbers change all the time and would flood the flight recorder.
 */
import { assign } from '#engine/routing/assign.ts';
import type { Context } from '../context.ts';
import { apply, type Decided } from '../scene/apply.ts';
import { isLastPage, type Look, lookAtUnexplained, type UnexplainedCase } from './look.ts';

const first = '00000000-0000-0000-0000-000000000000';

/** Each call looks at one page: cases not explained yet, then the next of the others in turn. Gives how many it wrote. */
export function openExplainer({ db, newId, metrics }: Pick<Context, 'db' | 'newId' | 'metrics'>): () => Promise<number> {
  let after = first;
  return () =>
    db.transact(async (inside) => {
      const look = await lookAtUnexplained(inside, after);
      after = isLastPage(look) ? first : (look.waiting.at(-1)?.caseId ?? first);
      const decided = explanations(look, newId);
      await apply(inside, decided, newId);
      inside.afterCommit(() => metrics.decisions.inc({ outcome: 'waiting' }, decided.length));
      return decided.length;
    });
}

/** Each case alone before the same agents; whoever can be taken is left to the next round. */
function explanations({ waiting, agents, others, now, snapshot }: Look<UnexplainedCase>, newId: Context['newId']): Decided[] {
  const roundId = newId();
  return waiting.flatMap((seen): Decided[] => {
    const [proposal] = assign({ waiting: [seen], agents, others, now, newId });
    if (!proposal || proposal.chosenId !== null || isKnown(seen, proposal.decision.excluded)) return [];
    const { decision } = proposal;
    return [
      {
        events: [{ type: 'decision.recorded', decision, roundId, snapshot, at: now }],
        traceId: seen.traceId ?? decision.id,
        actorId: null,
      },
    ];
  });
}

function isKnown({ lastExcluded }: UnexplainedCase, excluded: Record<string, number>): boolean {
  return lastExcluded !== null && reasonsOf(lastExcluded) === reasonsOf(excluded);
}
const reasonsOf = (excluded: Record<string, number>) => Object.keys(excluded).sort().join();
