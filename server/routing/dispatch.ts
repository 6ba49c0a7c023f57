/**
 * Station 8: gives waiting cases to agents. A round looks, decides (`engine/routing/assign.ts`), locks what it decided about, looks at
 * that again, and writes, all in one transaction. A case or an agent that changed meanwhile ends the round there; the rest is decided
 * anew, so every decision kept is one that was carried out in full.
 */
import { setTimeout as wait } from 'node:timers/promises';
import { begin } from '#engine/case/assign.ts';
import type { SceneEvent } from '#engine/events.ts';
import { assign, type Proposal } from '#engine/routing/assign.ts';
import { excluded } from '#engine/routing/eligible.ts';
import type { NewId, SceneCase } from '#engine/scene.ts';
import type { Context } from '../context.ts';
import type { Db } from '../db/database.ts';
import { apply, type Decided } from '../scene/apply.ts';
import { loadCases } from '../scene/load.ts';
import { type Running, startLoop } from '../work/loop.ts';
import { openExplainer } from './explainer.ts';
import { type Look, lookAgain, lookForWork, type SeenCase } from './look.ts';

type Routing = Pick<Context, 'db' | 'newId' | 'metrics'>;

/** Rounds begin no closer together, so that a flood of messages cannot make a flood of rounds; after a rest one begins at once. */
const paceMs = 50;
/** Why a case still waits may be written down a little later than it is decided. */
const explainEveryMs = 1_000;

export function startRouting(context: Pick<Context, 'db' | 'log' | 'newId' | 'metrics'>): Running {
  const explain = openExplainer(context);
  let [startedAt, explainedAt] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
  const once = async () => {
    await wait(Math.max(0, startedAt + paceMs - performance.now()));
    startedAt = performance.now();
    const placed = await placeOnce(context);
    if (performance.now() - explainedAt >= explainEveryMs) {
      await explain();
      explainedAt = performance.now();
    }
    return placed;
  };
  return startLoop(context, { part: 'routing', topic: 'routing', pollMs: explainEveryMs, once });
}

/** One round, then an entry of the flight recorder for who keeps waiting. */
export async function routeOnce(context: Routing): Promise<number> {
  return (await placeOnce(context)) + (await openExplainer(context)());
}

/** One round: how many cases it decided about; 0 = nobody who waits can be taken by anybody now. */
export async function placeOnce({ db, newId, metrics }: Routing): Promise<number> {
  return db.transact(async (inside) => {
    const look = await lookForWork(inside);
    if (look.waiting.length === 0) return 0;
    const proposals = assign({ ...look, newId }).filter((proposal) => proposal.chosenId !== null);
    const placed = await carryOut(inside, { look, proposals, newId });
    inside.afterCommit(() => metrics.decisions.inc({ outcome: 'placed' }, placed));
    return proposals.length;
  });
}

type Round = { look: Look; proposals: readonly Proposal[]; newId: NewId };

async function carryOut(db: Db, { look, proposals, newId }: Round): Promise<number> {
  const caseIds = proposals.map((proposal) => proposal.caseId);
  const scenes = await loadCases(db, caseIds);
  const personIds = [...new Set(proposals.flatMap(({ chosenId }) => chosenId ?? []))].sort();
  await db.rows('select from agents where person_id = any($1::uuid[]) order by person_id for no key update', [personIds]);
  const again = await lookAgain(db, caseIds, personIds);
  const roundId = newId();
  const decided = stillFitting(proposals, again).flatMap((fit): Decided[] => {
    const scene = scenes.get(fit.seen.caseId);
    if (!scene?.liveCase) return [];
    const decision: SceneEvent = { type: 'decision.recorded', decision: fit.decision, roundId, snapshot: look.snapshot, at: look.now };
    const events = [decision, ...handOver(scene.liveCase, fit, { at: scene.now, newId })];
    return [{ events, traceId: fit.seen.traceId ?? fit.decision.id, actorId: null }];
  });
  await apply(db, decided, newId);
  return decided.length;
}

type Fit = { seen: SeenCase; personId: string; decision: Proposal['decision'] };

/** The proposals up to the first whose case or agent is not any more what it was. */
function stillFitting(proposals: readonly Proposal[], again: Look): Fit[] {
  const cases = new Map(again.waiting.map((seen) => [seen.caseId, seen]));
  const agents = new Map(again.agents.map((agent) => [agent.personId, agent]));
  const fitting: Fit[] = [];
  for (const { caseId, chosenId, decision } of proposals) {
    const seen = cases.get(caseId);
    const agent = chosenId === null ? undefined : agents.get(chosenId);
    if (!seen || !agent || seen.skillId !== decision.skillId || excluded(seen, agent, again.now)) break;
    agents.set(agent.personId, { ...agent, load: agent.load + 1 });
    fitting.push({ seen, personId: agent.personId, decision });
  }
  return fitting;
}

/** An offer to accept or reject, or, where the skill wants it so, the case itself. */
function handOver(live: SceneCase, { seen, personId, decision }: Fit, { at, newId }: { at: number; newId: NewId }): SceneEvent[] {
  if (!seen.acceptReject)
    return begin(live, { personId, assignmentId: newId(), at }, { offerId: null, because: 'routing', takenFrom: null });
  const expiresAt = at + seen.acceptSeconds * 1_000;
  const { caseId, skillId } = seen;
  return [{ type: 'offer.made', offerId: newId(), caseId, personId, skillId, expiresAt, decisionId: decision.id, at }];
}
