import { randomUUID } from 'node:crypto';
import { beforeEach, expect, test } from 'vitest';
import { eventFacts } from '#contract/events.ts';
import type { NewMessage, SceneEvent } from '#engine/events.ts';
import { addCompany, type Company } from '../../test/support/app.ts';
import { freshDatabase } from '../../test/support/database.ts';
import { brokenInvariants } from '../../test/support/invariants.ts';
import type { Database } from '../db/database.ts';
import { apply } from './apply.ts';
import { casePatches } from './case-patch.ts';

let db: Database;
let company: Company;
let at: number;

beforeEach(async () => {
  db = await freshDatabase();
  company = await addCompany(db);
  await db.rows(`update agents set state = 'available', connected_until = parley_now() + interval '1 hour', capacity = 1`);
  const [row] = await db.rows<{ now: number }>('select parley_now() as now');
  at = row?.now ?? 0;
});

const decide = (...events: SceneEvent[]) =>
  db.transact((inside) => apply(inside, [{ events, traceId: 'trace-1', actorId: null }], randomUUID));
const agent = async () => (await db.rows(`select state, load, missed_in_row as missed, reason from agents`))[0];
const caseRow = async (id = company.caseId) =>
  (await db.rows<Record<string, unknown>>('select *, waiting_since is not null as waits from cases where id = $1', [id]))[0];

function offered(offerId = randomUUID(), caseId = company.caseId): SceneEvent[] {
  const { personId, skillId } = company;
  const decisionId = randomUUID();
  const candidates = [{ personId, proficiency: 1, load: 0, capacity: 1, idleSince: at }];
  const decision = { id: decisionId, caseId, skillId, trigger: 'queued', ordinal: 0, chosenId: personId, candidates, excluded: {} };
  return [
    { type: 'decision.recorded', decision, roundId: randomUUID(), snapshot: '10:20:10,12', at },
    { type: 'offer.made', offerId, caseId, personId, skillId, expiresAt: at + 30_000, decisionId, at },
  ];
}
const offerEnded = (offerId: string, outcome: 'accepted' | 'rejected' | 'timed-out' | 'withdrawn', when = at + 5): SceneEvent => ({
  type: 'offer.ended',
  offerId,
  caseId: company.caseId,
  personId: company.personId,
  outcome,
  at: when,
});
const assigned = (offerId: string | null, changes: { isOverride?: boolean; caseId?: string } = {}): SceneEvent => ({
  type: 'assignment.started',
  assignmentId: randomUUID(),
  caseId: company.caseId,
  personId: company.personId,
  offerId,
  isOverride: false,
  because: offerId === null ? 'by-hand' : 'offer',
  takenFrom: null,
  at: at + 5,
  ...changes,
});
const messageOf = (changes: Partial<NewMessage>): NewMessage => ({
  id: randomUUID(),
  caseId: company.caseId,
  customerId: company.customerId,
  channelId: company.channelId,
  author: { kind: 'customer', personId: null },
  content: { kind: 'text', text: '안녕하세요 🌷' },
  providerId: null,
  providerAt: null,
  at,
  quotedMessageId: null,
  retryOf: null,
  clientId: null,
  inboundId: null,
  traceId: null,
  file: null,
  ...changes,
});

test('an accepted offer keeps its slot, and the case is the agent’s', async () => {
  const offerId = randomUUID();
  await decide(...offered(offerId));
  expect(await agent()).toMatchObject({ load: 1 });
  expect(await caseRow()).toMatchObject({ place: 'offered', version: 2 });
  expect(await db.rows('select kind from timers where ref_id = $1', [offerId])).toEqual([{ kind: 'offer-expires' }]);
  await decide(offerEnded(offerId, 'accepted'), assigned(offerId));
  expect(await agent()).toMatchObject({ load: 1 });
  expect(await caseRow()).toMatchObject({ place: 'assigned', assigned_to: company.personId });
  expect(await db.rows('select * from timers')).toEqual([]);
  expect(await db.rows('select load, is_connected as "isConnected", skills from agent_history order by id')).toEqual(
    [1, 1].map((load) => ({ load, isConnected: true, skills: { [company.skillId]: 1 } })),
  );
  expect(await brokenInvariants(db)).toEqual([]);
});

test.each([
  ['rejected', 0],
  ['timed-out', 0],
  ['withdrawn', 0],
] as const)('a %s offer frees the slot and queues the case', async (outcome, missed) => {
  const offerId = randomUUID();
  await decide(...offered(offerId));
  await decide(offerEnded(offerId, outcome));
  expect(await agent()).toMatchObject({ load: 0, missed });
  expect(await caseRow()).toMatchObject({ place: 'queued', assigned_to: null });
  expect(await brokenInvariants(db)).toEqual([]);
});

test('a miss is counted with its moment; what runs out beside it is none, and an answer forgives', async () => {
  const misses = async () => (await db.rows('select missed_in_row as missed, missed_at as at from agents'))[0];
  const ends = async (outcome: 'timed-out' | 'rejected', miss: { missedAt?: number } = {}) => {
    const offerId = randomUUID();
    await decide(...offered(offerId));
    await decide({ ...offerEnded(offerId, outcome), ...miss } as SceneEvent);
  };
  await ends('timed-out', { missedAt: at + 5 });
  await ends('timed-out');
  expect(await misses()).toEqual({ missed: 1, at: at + 5 });
  await ends('rejected');
  expect(await misses()).toEqual({ missed: 0, at: at + 5 });
});

test('an offer that is over cannot be ended again, and one whose time is up cannot be accepted', async () => {
  const offerId = randomUUID();
  await decide(...offered(offerId));
  await expect(decide(offerEnded(offerId, 'accepted', at + 30_001), assigned(offerId))).rejects.toMatchObject({ code: 'offer-over' });
  await decide(offerEnded(offerId, 'rejected'));
  await expect(decide(offerEnded(offerId, 'withdrawn'))).rejects.toMatchObject({ name: 'Conflict', code: 'offer-over' });
  expect(await agent()).toMatchObject({ load: 0 });
  expect(await brokenInvariants(db)).toEqual([]);
});

test('nobody gets more than their slots but by an override', async () => {
  await decide(assigned(null));
  const second = randomUUID();
  await addCase(second);
  await expect(decide(assigned(null, { caseId: second }))).rejects.toMatchObject({
    code: 'no-free-slot',
    details: { load: 1, capacity: 1 },
  });
  await expect(decide(...offered(randomUUID(), second))).rejects.toMatchObject({ code: 'no-free-slot' });
  await decide(assigned(null, { caseId: second, isOverride: true }));
  expect(await agent()).toMatchObject({ load: 2 });
  await expect(decide(assigned(null, { caseId: second, isOverride: true }))).rejects.toMatchObject({ code: 'already-assigned' });
  expect(await brokenInvariants(db)).toEqual([]);
});

test('nothing is offered to somebody who is not available', async () => {
  const { personId } = company;
  await decide({ type: 'agent.state-changed', personId, from: 'available', to: 'away', reason: 'missed-offers', at });
  await expect(decide(...offered())).rejects.toMatchObject({ name: 'Conflict' });
  expect(await agent()).toMatchObject({ state: 'away', reason: 'missed-offers', load: 0 });
});

test('a case that opens is written once with all that happened to it', async () => {
  const caseId = randomUUID();
  const customerId = randomUUID();
  const runId = randomUUID();
  const [version] = await db.rows<{ id: string }>(
    `insert into script_versions (id, script_id, version, definition) select gen_random_uuid(), id, 1, '{}' from scripts returning id`,
  );
  const { channelId, skillId } = company;
  const first = messageOf({ caseId, customerId, providerId: 'wamid.1', providerAt: at + 60_000, traceId: 'trace-2', content: photo() });
  await decide(
    { type: 'customer.created', customerId, name: '새 손님', at },
    { type: 'identity.added', customerId, kind: 'phone', scope: '', value: '821012345678', at },
    { type: 'case.opened', caseId, customerId, channelId, direction: 'in', status: 'new', at },
    { type: 'message.received', message: { ...first, file: { providerMediaId: '99', sha256: 'ab'.repeat(32) } }, opensWindow: true, at },
    { type: 'run.started', runId, caseId, scriptVersionId: version?.id ?? '', nodeId: 'ask', variables: {}, steps: 2, at },
    { type: 'run.ended', runId, caseId, outcome: 'done', reason: null, steps: 2, at },
    { type: 'case.queued', caseId, skillId, priority: 3, because: 'script', at },
  );
  expect(await caseRow(caseId)).toMatchObject({
    place: 'queued',
    priority: 3,
    unread: 1,
    version: 1,
    waiting_since: at,
    last_customer_message_at: at,
    preview: { kind: 'image', text: '긁힌 곳', direction: 'in' },
  });
  expect(await db.rows('select state, provider_media_id as "providerId", message_id as "messageId" from media')).toEqual([
    { state: 'pending', providerId: '99', messageId: first.id },
  ]);
  expect(await db.rows('select state, steps from runs')).toEqual([{ state: 'done', steps: 2 }]);
  const log = await db.rows<{ type: keyof typeof eventFacts; facts: unknown; trace: string; skillId: string }>(
    'select type, facts, trace_id as trace, skill_id as "skillId" from events order by id',
  );
  expect(log.map(({ type }) => type)).toEqual([
    'customer.created',
    'identity.added',
    'case.opened',
    'message.received',
    'run.started',
    'run.ended',
    'case.queued',
  ]);
  for (const { type, facts } of log) expect(eventFacts[type].strict().parse(facts)).toEqual(facts);
  expect(log.map(({ trace }) => trace)).toEqual(log.map(({ type }) => (type === 'message.received' ? 'trace-2' : 'trace-1')));
  expect(log[6]?.skillId).toBe(skillId);
  expect(JSON.stringify(log)).not.toMatch(/긁힌|821012345678|새 손님/);
  expect(await brokenInvariants(db)).toEqual([]);
});

const photo = (mediaId = randomUUID()): NewMessage['content'] => ({
  kind: 'image',
  caption: '긁힌 곳',
  media: { mediaId, state: 'pending', mimeType: null, sizeBytes: null, width: null, height: null, fileName: null, failure: null },
});

test('an answer with an uploaded picture is queued to be sent, takes the picture, and ends the waiting', async () => {
  const mediaId = randomUUID();
  await db.rows(
    `insert into media (id, channel_id, case_id, origin, state, sha256, mime_type, size_bytes, created_at)
     values ($1, $2, $3, 'upload', 'ready', '\\x00', 'image/png', 1, now())`,
    [mediaId, company.channelId, company.caseId],
  );
  const message = messageOf({ author: { kind: 'agent', personId: company.personId }, content: photo(mediaId), clientId: 'c1' });
  await decide({ type: 'message.queued', message, at });
  expect(await db.rows('select kind, state, message_id as "messageId", actor_id as actor, trace_id as trace from outbox')).toEqual([
    { kind: 'message', state: 'queued', messageId: message.id, actor: company.personId, trace: 'trace-1' },
  ]);
  expect(await db.rows('select message_id as "messageId" from media')).toEqual([{ messageId: message.id }]);
  expect(await caseRow()).toMatchObject({ waits: false, unread: 0, preview: { direction: 'out' } });
});

test('statuses fill the times of what they prove, and a decision from an older status is a conflict', async () => {
  const message = messageOf({ author: { kind: 'agent', personId: company.personId } });
  await decide({ type: 'message.queued', message, at });
  const step = { type: 'message.status-changed', messageId: message.id, caseId: company.caseId, providerId: null, failure: null } as const;
  await decide({ ...step, from: 'queued', to: 'queued', providerId: 'wamid.out', at });
  await decide({ ...step, from: 'queued', to: 'sent', at: at + 1 }, { ...step, from: 'sent', to: 'read', at: at + 9 });
  expect(
    await db.rows('select status, provider_id as wamid, sent_at as sent, delivered_at as delivered, read_at as read from messages'),
  ).toEqual([{ status: 'read', wamid: 'wamid.out', sent: at + 1, delivered: at + 9, read: at + 9 }]);
  await expect(decide({ ...step, from: 'queued', to: 'sent', at })).rejects.toMatchObject({ name: 'Conflict' });
});

test('resolving ends the work, closing leaves the case nowhere', async () => {
  const started = assigned(null);
  await decide(started);
  const { caseId, personId } = company;
  const assignmentId = started.type === 'assignment.started' ? started.assignmentId : '';
  const status = { type: 'case.status-changed', caseId, because: 'person', byPersonId: personId } as const;
  await decide(
    { type: 'assignment.ended', assignmentId, caseId, personId, because: 'resolved', at: at + 6 },
    { type: 'case.parked', caseId, from: 'assigned', at: at + 6 },
    { ...status, from: 'new', to: 'resolved', at: at + 6 },
  );
  expect(await caseRow()).toMatchObject({ place: 'parked', status: 'resolved', resolved_at: at + 6, waits: false });
  expect(await agent()).toMatchObject({ load: 0 });
  await decide({ ...status, from: 'resolved', to: 'closed', at: at + 7 });
  expect(await caseRow()).toMatchObject({ place: null, status: 'closed', resolved_at: at + 6, closed_at: at + 7 });
  expect((await db.rows<{ actor: string }>(`select actor_id as actor from events where type = 'case.status-changed'`))[0]?.actor).toBe(
    personId,
  );
  expect(await brokenInvariants(db)).toEqual([]);
});

test('whatever order a burst comes in, lists show its newest message and count each once', async () => {
  for (const text of ['b', 'c', 'a']) {
    const moment = at + text.charCodeAt(0);
    const message = messageOf({ content: { kind: 'text', text }, at: moment, providerId: text });
    await decide({ type: 'message.received', message, opensWindow: true, at });
  }
  expect(await caseRow()).toMatchObject({ preview: { text: 'c' }, unread: 3, last_customer_message_at: at + 99 });
  expect((await caseRow())?.waits).toBe(true);
  await decide({ type: 'case.read', caseId: company.caseId, byPersonId: company.personId, at });
  expect(await caseRow()).toMatchObject({ unread: 0 });
});

test('a preview never cuts an emoji in half', () => {
  const message = messageOf({ content: { kind: 'text', text: '🛋'.repeat(200) } });
  expect(casePatches([{ type: 'message.received', message, opensWindow: true, at }])[0]?.preview?.text).toBe('🛋'.repeat(160));
});

async function addCase(id: string) {
  const customerId = randomUUID();
  await db.rows('insert into customers (id, name, created_at) values ($1, $2, parley_now())', [customerId, '둘째']);
  await db.rows(
    `insert into cases (id, customer_id, channel_id, skill_id, direction, status, place, opened_at, queued_at, last_message_at)
     values ($1, $2, $3, $4, 'in', 'new', 'queued', parley_now(), parley_now(), parley_now())`,
    [id, customerId, company.channelId, company.skillId],
  );
}
