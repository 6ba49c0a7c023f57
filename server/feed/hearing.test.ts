import { expect, test } from 'vitest';
import { eventFacts } from '#contract/events.ts';
import type { ChannelPermission } from '#contract/permissions.ts';
import type { CaseFacts, Grants } from '#engine/role/may.ts';
import { hearingOf, tellings } from './hearing.ts';
import type { News } from './news.ts';

const person = (granted: readonly ChannelPermission[], skills: string[] = []): Grants => ({
  personId: 'bo',
  roleName: '상담원',
  permissions: [],
  channels: { seoul: granted },
  skills,
});
const news = (type: string, change: Partial<News> = {}, about: Partial<CaseFacts> | null = {}): News => ({
  ...{
    id: 1,
    xid: 1,
    at: 0,
    type,
    actorId: null,
    facts: {},
    caseId: 'c',
    customerId: 'u',
    personId: null,
    traceId: 't',
    leftSkillId: null,
  },
  about: about && { channelId: 'seoul', skillId: 'delivery', assignedTo: null, offeredTo: null, ...about },
  ...change,
});
const hears = (who: Grants, what: News) => {
  const hearing = hearingOf(who, what);
  return (
    hearing &&
    Object.entries(hearing)
      .flatMap(([way, is]) => (is ? [way] : []))
      .join('+')
  );
};

const all = person(['cases.view-all', 'decisions.view']);
const own = person(['cases.view-own']);
const bySkill = person(['cases.view-skills'], ['delivery']);

test('every event of the contract has its telling, and unknown ones are not told', () => {
  expect(Object.keys(tellings).sort()).toEqual(Object.keys(eventFacts).sort());
  for (const type of ['case.split', 'constructor', '__proto__']) expect(hears(all, news(type))).toBeNull();
});

test.each(Object.keys(eventFacts).filter((type) => !['customer.created', 'agent.state-changed'].includes(type)))(
  '%s is told to whoever sees the case, and to nobody else',
  (type) => {
    expect(hears(all, news(type))).toBe('sees');
    expect(hears(person(['cases.view-all', 'decisions.view']), news(type, {}, { channelId: 'busan' }))).toBeNull();
    expect(hears(own, news(type))).toBeNull();
    expect(hears(person([]), news(type, {}, { assignedTo: 'bo' }))).toBeNull();
    expect(hears(person(['cases.view-skills', 'decisions.view'], ['refund']), news(type))).toBeNull();
    expect(hears(person(['cases.view-skills', 'decisions.view'], ['delivery']), news(type))).toBe('sees');
    expect(hears(person(['cases.view-own', 'decisions.view']), news(type, {}, { assignedTo: 'bo' }))).toBe('sees');
    expect(hears(person(['cases.view-own', 'decisions.view']), news(type, {}, { offeredTo: 'bo' }))).toBe('sees');
  },
);

test('why a case was routed is told only to those who may see it', () => {
  expect(hears(person(['cases.view-all']), news('decision.recorded'))).toBeNull();
});

test('offers, assignments and states are told to the person concerned in their own way, and never to another', () => {
  expect(hears(own, news('offer.made', { personId: 'bo' }, { offeredTo: 'bo' }))).toBe('sees+isMine');
  expect(hears(all, news('offer.made', { personId: 'bea' }, { offeredTo: 'bea' }))).toBe('sees');
  expect(hears(own, news('agent.state-changed', { personId: 'bo' }, null))).toBe('isMine');
  expect(hears(all, news('agent.state-changed', { personId: 'bea' }, null))).toBeNull();
});

test('who loses their offer or their case is told that it is gone; who still sees it, that it changed', () => {
  for (const type of ['offer.ended', 'assignment.ended']) {
    expect(hears(own, news(type, { personId: 'bo' }))).toBe('lost+isMine');
    expect(hears(own, news(type, { personId: 'bea' }))).toBeNull();
    expect(hears(bySkill, news(type, { personId: 'bo' }))).toBe('sees+isMine');
  }
});

test('a case that moves to another skill is gone for those who only see the old one', () => {
  const moved = news('case.queued', { leftSkillId: 'delivery' }, { skillId: 'refund' });
  expect(hears(bySkill, moved)).toBe('lost');
  expect(hears(person(['cases.view-skills'], ['delivery', 'refund']), moved)).toBe('sees');
  expect(hears(person(['cases.view-skills'], ['returns']), moved)).toBeNull();
  expect(hears(person(['cases.view-own'], ['delivery']), moved)).toBeNull();
  expect(hears(bySkill, news('case.queued', { leftSkillId: null }, { skillId: 'refund' }))).toBeNull();
});
