/** A routing decision in sentences, as a person would answer "why me?", "why not me?". */
import type { Decision, Taking } from '#contract/cases.ts';
import { duration, type Place as Where } from '../../words/format.ts';
import type { Words } from '../../words/words.tsx';
import { readDecision, type WhyMe } from './why-me.ts';

export type WhyWords = {
  headline: string;
  because: string | null;
  /** What became of the choice. */
  outcome: string | null;
  me: string | null;
  /** How many could and how many could not; null when that says no more than the sentences above. */
  counts: string | null;
  excluded: string[];
};

export function whyWords(decision: Decision, meId: string, { talk, where }: { talk: Words['talk']; where: Where }): WhyWords {
  const why = readDecision(decision);
  return {
    headline: headline(decision, meId, talk.why),
    because: because(why, talk.why, where),
    outcome: decision.outcome && talk.why.outcomes[decision.outcome],
    me: aboutMe(why, talk.why),
    counts: counts(why, talk.why),
    excluded: why.excluded.map(({ reason, count }) => talk.why.excluded[reason](count)),
  };
}

function headline({ chosen, skill }: Decision, meId: string, why: Words['talk']['why']): string {
  if (!chosen) return why.nobody(skill.name);
  return chosen.id === meId ? why.chosenMe(skill.name) : why.chosen(chosen.name, skill.name);
}

function because({ chosen, settled }: WhyMe, why: Words['talk']['why'], where: Where): string | null {
  if (!chosen || !settled) return null;
  switch (settled) {
    case 'only':
      return why.settled.only;
    case 'order':
      return why.settled.order;
    case 'proficiency':
      return why.settled.proficiency(chosen.proficiency);
    case 'load':
      return why.settled.load(chosen.load, chosen.capacity);
    case 'idle':
      return why.settled.idle(duration(where, chosen.idleMs));
    default:
      return settled satisfies never;
  }
}

/** The same numbers as the table and the list below them, and never against the sentence above. */
function counts({ places, excluded }: WhyMe, why: Words['talk']['why']): string | null {
  if (places.length <= 1 && excluded.length === 0) return null;
  const couldNot = excluded.reduce((sum, { count }) => sum + count, 0);
  return [why.could(places.length, places.length >= mostKept), ...(couldNot > 0 ? [why.couldNot(couldNot)] : [])].join(' · ');
}

/** A decision keeps no more candidates than these. */
const mostKept = 20;

/** How the case came to who has it, when no decision brought it there. */
export function takenWords({ person, because, from }: Taking, meId: string, { why }: Words['talk']): string[] {
  const name = ({ id, name: full }: { id: string; name: string }) => (id === meId ? null : full);
  return [why.taken[because](name(person)), ...(from ? [why.takenFrom(name(from))] : [])];
}

function aboutMe({ me }: WhyMe, why: Words['talk']['why']): string | null {
  if (!me || me.outcome === 'chosen') return null;
  if (me.outcome === 'candidate') return me.rank === null ? null : why.me.candidate(me.rank);
  return me.reason && why.me.reasons[me.reason];
}
