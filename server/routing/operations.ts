/** The flight recorder as people read it: who could take the case, who could not and why, and why I did or did not. */
import type { Decision } from '#contract/cases.ts';
import { explain } from '#engine/routing/explain.ts';
import { caseFor } from '../cases/access.ts';
import { type Db, iso } from '../db/database.ts';
import type { Handlers } from '../http/call.ts';
import { type DecisionRow, findTaking, type Replay, selectDecisions, selectNames, selectReplays } from './queries.ts';

export const routingHandlers = {
  listDecisions: async (call, { caseId }) => {
    await caseFor(call, caseId, 'decisions.view');
    const rows = await readDecisions(call.db, caseId, call.signed.personId);
    const taken = await findTaking(call.db, caseId);
    return { rows, taken: taken ? { ...taken, at: iso(taken.at) } : null };
  },
} satisfies Handlers;

/** `personId`: whose own part is worked out again. */
export async function readDecisions(db: Db, caseId: string, personId: string): Promise<Decision[]> {
  const decisions = await selectDecisions(db, caseId);
  const people = decisions.flatMap(({ chosenId, candidates }) => [
    ...candidates.map((entry) => entry.personId),
    ...(chosenId ? [chosenId] : []),
  ]);
  const names = await selectNames(db, [...new Set(people)]);
  const ids = decisions.map((decision) => decision.id);
  const replays = new Map((await selectReplays(db, ids, personId)).map((replay) => [replay.decisionId, replay]));
  return decisions.map((decision) => told(decision, names, myPart(decision, replays.get(decision.id))));
}

function told(decision: DecisionRow, names: ReadonlyMap<string, string>, me: Decision['me']): Decision {
  const { id, at, trigger, skillId, skillName, chosenId, candidates, excluded, offerState } = decision;
  const person = (personId: string) => ({ id: personId, name: names.get(personId) ?? '' });
  return {
    ...{ id, trigger, excluded, me },
    at: iso(at),
    skill: { id: skillId, name: skillName },
    chosen: chosenId === null ? null : person(chosenId),
    outcome: chosenId === null ? null : offerState === 'live' ? 'offered' : (offerState ?? 'assigned'),
    candidates: candidates.map(({ personId, idleSince, ...facts }) => ({ person: person(personId), ...facts, idleSince: iso(idleSince) })),
  };
}

/** The rules work out whether I was eligible; my rank is where the decision kept me, null beyond the candidates it keeps. */
function myPart(decision: DecisionRow, replay: Replay | undefined): Decision['me'] {
  if (!replay?.agent) return null;
  const { agent, refusedBy, givenBefore } = replay;
  const { caseId, channelId, skillId, chosenId, at: now, trigger } = decision;
  const waiting = { caseId, channelId, skillId, refusedBy, trigger, priority: 0, queuedAt: now, acceptReject: true, acceptSeconds: 0 };
  const chosenBefore = Array.from({ length: givenBefore }, () => agent.personId);
  const mine = explain({ waiting, agents: [agent], chosenBefore, chosenId, now }, agent.personId);
  if (!mine) return null;
  const kept = decision.candidates.findIndex((entry) => entry.personId === agent.personId);
  return { outcome: mine.outcome, reason: mine.reason, rank: kept < 0 ? null : kept + 1 };
}
