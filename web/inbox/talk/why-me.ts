/** A routing decision as the facts behind sentences: which rule settled it, who stood where, who was left out. */
import type { Decision, ExclusionReason } from '#contract/cases.ts';

/** What put the chosen one before the next: the first of the rules in which they differ. */
export type Settled = 'only' | 'proficiency' | 'load' | 'idle' | 'order';

export type Place = {
  personId: string;
  name: string;
  isChosen: boolean;
  proficiency: number;
  load: number;
  capacity: number;
  idleMs: number;
};

export type WhyMe = {
  skill: string;
  chosen: Place | null;
  settled: Settled | null;
  places: Place[];
  excluded: { reason: ExclusionReason; count: number }[];
  me: Decision['me'];
};

export function readDecision(decision: Decision): WhyMe {
  const { candidates, chosen } = decision;
  const places = candidates.map((each) => ({
    personId: each.person.id,
    name: each.person.name,
    isChosen: each.person.id === chosen?.id,
    proficiency: each.proficiency,
    load: each.load,
    capacity: each.capacity,
    idleMs: Math.max(0, Date.parse(decision.at) - Date.parse(each.idleSince)),
  }));
  const first = places.find(({ isChosen }) => isChosen) ?? null;
  return {
    skill: decision.skill.name,
    chosen: first,
    settled: first && settledBy(first, places.find((place) => place !== first) ?? null),
    places,
    excluded: Object.entries(decision.excluded)
      .flatMap(([reason, count]) => (count ? [{ reason: reason as ExclusionReason, count }] : []))
      .toSorted((a, b) => b.count - a.count),
    me: decision.me,
  };
}

function settledBy(first: Place, next: Place | null): Settled {
  if (!next) return 'only';
  if (first.proficiency !== next.proficiency) return 'proficiency';
  if (first.load !== next.load) return 'load';
  return first.idleMs === next.idleMs ? 'order' : 'idle';
}
