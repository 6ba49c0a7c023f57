import { expect, test } from 'vitest';
import { type Grants, mayInRole, mayOnChannel, visible } from './may.ts';

const bo: Grants = {
  personId: 'bo',
  roleName: '상담원',
  permissions: ['agent.work'],
  channels: { seoul: ['cases.view-own', 'messages.reply'] },
  skills: ['delivery'],
};
const facts = { channelId: 'seoul', skillId: 'delivery', assignedTo: null, offeredTo: null };

test('what the role has is allowed, what it lacks is named', () => {
  expect(mayInRole(bo, 'agent.work')).toBeNull();
  expect(mayInRole(bo, 'people.edit')).toEqual({ missing: 'people.edit' });
  expect(mayOnChannel(bo, 'messages.reply', 'seoul')).toBeNull();
  expect(mayOnChannel(bo, 'cases.close', 'seoul')).toEqual({ missing: 'cases.close' });
});

test('a channel the role does not have grants nothing, whatever its id is called', () => {
  for (const channelId of ['busan', 'constructor', '__proto__']) {
    expect(mayOnChannel(bo, 'messages.reply', channelId)).toEqual({ missing: 'messages.reply' });
    expect(visible(bo, { ...facts, channelId, assignedTo: 'bo' })).toBe(false);
  }
});

test('own cases are those assigned or offered to me', () => {
  expect(visible(bo, { ...facts, assignedTo: 'bo' })).toBe(true);
  expect(visible(bo, { ...facts, offeredTo: 'bo' })).toBe(true);
  expect(visible(bo, { ...facts, assignedTo: 'bea' })).toBe(false);
});

test('cases of my skills need the skill and the permission', () => {
  const wider: Grants = { ...bo, channels: { seoul: ['cases.view-skills'] } };
  expect(visible(wider, facts)).toBe(true);
  expect(visible(wider, { ...facts, skillId: 'refund' })).toBe(false);
  expect(visible(wider, { ...facts, skillId: null })).toBe(false);
});

test('all means all of that channel', () => {
  const supervisor: Grants = { ...bo, skills: [], channels: { seoul: ['cases.view-all'] } };
  expect(visible(supervisor, { ...facts, skillId: null })).toBe(true);
});
