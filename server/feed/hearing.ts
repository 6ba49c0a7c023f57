/** Who hears what of an event: the case and its message, only what concerns oneself, or that a case is gone. Pure. */
import type { EventType } from '#contract/events.ts';
import { type Grants, mayOnChannel, visible } from '#engine/role/may.ts';
import type { News } from './news.ts';

/** What is told along with an event. `mine` goes to the person concerned only. */
export type Telling = { case: boolean; line: boolean; message: boolean; mine: boolean };

const tell = (...parts: (keyof Telling)[]): Telling => ({
  case: parts.includes('case'),
  line: parts.includes('line'),
  message: parts.includes('message'),
  mine: parts.includes('mine'),
});

/**
 * Null = not told: what follows from it is. Whatever changes a case, or can only be understood with one, brings the case along; words
 * about a message name its case themselves.
 */
export const tellings: Record<EventType, Telling | null> = {
  'customer.created': null,
  'customer.renamed': tell('case'),
  'customer.joined': tell('case'),
  'identity.added': tell('case'),
  'identity.ended': tell('case'),
  'case.opened': tell('case', 'line'),
  'case.status-changed': tell('case', 'line'),
  'case.queued': tell('case', 'line'),
  'case.joined': tell('case'),
  'case.parked': tell('case'),
  'case.read': tell('case'),
  'message.received': tell('case', 'message'),
  'message.queued': tell('case', 'message'),
  'message.status-changed': tell('message'),
  'message.flagged': tell('message'),
  'media.changed': tell('message'),
  'run.started': tell(),
  'run.ended': tell(),
  'offer.made': tell('case', 'line', 'mine'),
  'offer.ended': tell('case', 'line', 'mine'),
  'assignment.started': tell('case', 'line', 'mine'),
  'assignment.ended': tell('case', 'line', 'mine'),
  'decision.recorded': tell('case'),
  'agent.state-changed': tell('mine'),
};

/** An event this node does not know (of a newer one) is not told; its case is, with the next event it knows. */
export const tellingOf = (type: string): Telling | null => (Object.hasOwn(tellings, type) ? tellings[type as EventType] : null);

export type Hearing = {
  sees: boolean;
  /** They could see the case before and cannot now. */
  lost: boolean;
  isMine: boolean;
};

export function hearingOf(person: Grants, news: News): Hearing | null {
  const telling = tellingOf(news.type);
  if (!telling) return null;
  const isMine = telling.mine && news.personId === person.personId;
  const sees = news.about !== null && visible(person, news.about) && mayHear(person, news, news.about.channelId);
  const lost = !sees && news.about !== null && couldSee(person, news) && !visible(person, news.about);
  return sees || lost || isMine ? { sees, lost, isMine } : null;
}

const mayHear = (person: Grants, news: News, channelId: string): boolean =>
  news.type !== 'decision.recorded' || mayOnChannel(person, 'decisions.view', channelId) === null;

/** What an event takes away: an offer or a case of one's own, a case that moved to another skill. */
function couldSee(person: Grants, { type, personId, about, leftSkillId }: News): boolean {
  if (!about) return false;
  const may = (permission: 'cases.view-own' | 'cases.view-skills') => mayOnChannel(person, permission, about.channelId) === null;
  if (type === 'offer.ended' || type === 'assignment.ended') return personId === person.personId && may('cases.view-own');
  return type === 'case.queued' && leftSkillId !== null && person.skills.includes(leftSkillId) && may('cases.view-skills');
}

/** What `isOwn` may say yes to, told without asking what the person may see: so that a flood costs little for everybody it does not concern. */
export const mayConcern = ({ personId }: Grants, { about, personId: concerned, leftSkillId }: News): boolean =>
  concerned === personId || about?.assignedTo === personId || about?.offeredTo === personId || leftSkillId !== null;

/** Their own work is told whatever happens; the rest may give way when too much happens at once. */
export function isOwn(person: Grants, { about }: News, hearing: Hearing): boolean {
  return hearing.isMine || hearing.lost || about?.assignedTo === person.personId || about?.offeredTo === person.personId;
}
