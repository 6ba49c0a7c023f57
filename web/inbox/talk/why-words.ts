/** A routing decision in sentences, as a person would answer "why me?", "why not me?". */
import type { Decision } from '#contract/cases.ts';
import { duration, type Place as Where } from '../../words/format.ts';
import type { Words } from '../../words/words.tsx';
import { readDecision, type WhyMe } from './why-me.ts';

export type WhyWords = { headline: string; because: string | null; me: string | null; excluded: string[] };

export function whyWords(decision: Decision, meId: string, { talk, where }: { talk: Words['talk']; where: Where }): WhyWords {
  const why = readDecision(decision);
  return {
    headline: headline(decision, meId, talk.why),
    because: because(why, talk.why, where),
    me: aboutMe(why, talk.why),
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

function aboutMe({ me }: WhyMe, why: Words['talk']['why']): string | null {
  if (!me || me.outcome === 'chosen') return null;
  if (me.outcome === 'candidate') return me.rank === null ? null : why.me.candidate(me.rank);
  return me.reason && why.me.reasons[me.reason];
}
