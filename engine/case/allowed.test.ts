import { expect, test } from 'vitest';
import { caseStatus } from '#contract/cases.ts';
import { allChannelPermissions, type ChannelPermission } from '#contract/permissions.ts';
import type { Grants } from '../role/may.ts';
import { allowedOn, type Standing } from './allowed.ts';

const hour = 3_600_000;
const now = 100 * hour;
const standing: Standing = {
  now,
  status: 'open',
  facts: { channelId: 'seoul', skillId: 'delivery', assignedTo: null, offeredTo: null },
  assignedName: null,
  lastCustomerMessageAt: now - hour,
  isReachable: true,
  pausedReason: null,
  agent: { load: 1, capacity: 5 },
};
const personWith = (permissions: readonly ChannelPermission[]): Grants => ({
  personId: 'bo',
  roleName: '상담원',
  permissions: [],
  channels: { seoul: permissions },
  skills: [],
});
const everything = personWith(allChannelPermissions);
const codes = (change: Partial<Standing>, person = everything) =>
  Object.fromEntries(
    Object.entries(allowedOn(person, { ...standing, ...change })).map(([act, refusal]) => [act, refusal?.refusal ?? null]),
  );

test('with every permission and a reachable customer only giving back an unassigned case is refused', () => {
  expect(codes({})).toEqual({
    reply: null,
    attach: null,
    assign: null,
    unassign: 'not-assigned-to-you',
    pending: null,
    escalated: null,
    resolved: null,
    trashed: null,
  });
});

test('a missing permission comes before every other reason, and is named', () => {
  const needs: [string, ChannelPermission][] = [
    ['reply', 'messages.reply'],
    ['attach', 'messages.attach'],
    ['assign', 'cases.assign-self'],
    ['unassign', 'cases.unassign'],
    ['resolved', 'cases.status'],
    ['trashed', 'cases.close'],
  ];
  for (const [act, permission] of needs) {
    const person = personWith(allChannelPermissions.filter((name) => name !== permission));
    const refusal = allowedOn(person, { ...standing, lastCustomerMessageAt: null, isReachable: false })[act];
    expect(refusal).toEqual({ refusal: 'not-permitted', details: { permission, role: '상담원' } });
  }
});

test('a closed or trashed case allows nothing, and leads nowhere', () => {
  for (const status of ['closed', 'trashed'] as const) {
    expect(codes({ status })).toEqual({ reply: 'case-closed', attach: 'case-closed', assign: 'case-closed', unassign: 'case-closed' });
  }
});

test('the statuses listed are exactly those within reach', () => {
  for (const status of caseStatus.options) {
    const listed = Object.keys(codes({ status })).filter((act) => caseStatus.options.some((known) => known === act));
    expect(listed).not.toContain(status);
    expect(listed).not.toContain('new');
  }
  expect(Object.keys(codes({ status: 'resolved' }))).toContain('closed');
  expect(Object.keys(codes({ status: 'open' }))).not.toContain('closed');
});

test('what stands against a reply is told in the order it can be repaired', () => {
  const worst = { pausedReason: 'token', isReachable: false, lastCustomerMessageAt: now - 25 * hour };
  expect(codes(worst).reply).toBe('channel-paused');
  expect(codes({ ...worst, pausedReason: null }).reply).toBe('customer-unreachable');
  expect(codes({ ...worst, pausedReason: null, isReachable: true }).reply).toBe('window-shut');
  expect(codes({ lastCustomerMessageAt: null }).reply).toBe('window-shut');
});

test('taking a case needs an agent with a free slot and a case that nobody has', () => {
  expect(codes({ agent: null }).assign).toBe('not-an-agent');
  expect(codes({ agent: { load: 5, capacity: 5 } }).assign).toBe('no-free-slot');
  const offered = { agent: { load: 5, capacity: 5 }, facts: { ...standing.facts, offeredTo: 'bo' } };
  expect(codes(offered).assign).toBeNull();
  const taken = { facts: { ...standing.facts, assignedTo: 'bea' }, assignedName: 'Bea' };
  expect(allowedOn(everything, { ...standing, ...taken }).assign).toEqual({ refusal: 'already-assigned', details: { name: 'Bea' } });
  expect(codes(taken).unassign).toBeNull();
});
