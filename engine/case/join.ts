/** Two live cases on one channel turn out to be one person's (decision 0023): one goes on with the messages of both, the other is closed. */
import type { CasePlace } from '#contract/cases.ts';
import type { SceneEvent } from '../events.ts';
import type { SceneCase } from '../scene.ts';
import { endWork } from './life.ts';

/** Whoever is nearest to an answer goes on: somebody has it, somebody is asked, it waits … */
const nearest: readonly (CasePlace | null)[] = ['assigned', 'offered', 'queued', 'script', 'parked', null];
const distance = ({ place }: SceneCase): number => nearest.indexOf(place);

/** Of two that are equally near, the older one: ids are time-ordered. */
const compare = (a: SceneCase, b: SceneCase): number => distance(a) - distance(b) || (a.id < b.id ? -1 : 1);

export type Joined = { live: SceneCase; events: SceneEvent[] };

/** `customerId`: whose case it is from now on. */
export function joinCases(one: SceneCase, other: SceneCase, { customerId, now: at }: { customerId: string; now: number }): Joined {
  const [kept, left] = compare(one, other) < 0 ? [one, other] : [other, one];
  const wrote = [kept, left].flatMap(({ lastCustomerMessageAt }) => lastCustomerMessageAt ?? []);
  return {
    live: { ...kept, customerId, lastCustomerMessageAt: wrote.length === 0 ? null : Math.max(...wrote) },
    events: [
      ...endWork(left, 'closed', at),
      { type: 'case.joined', caseId: kept.id, fromCaseId: left.id, at },
      { type: 'case.status-changed', caseId: left.id, from: left.status, to: 'closed', because: 'joined', byPersonId: null, at },
    ],
  };
}
