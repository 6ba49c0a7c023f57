/**
 * Station 5: reads everything the rules need about many customers at once, as plain values. The customer rows are locked first,
 * in id order, so that two batches never wait for each other in a circle and one customer's events happen one after the other.
 */
import type { Scene, SceneCase, SceneChannel, SceneCustomer } from '#engine/scene.ts';
import type { ScriptDefinition } from '#engine/script/definition.ts';
import type { Db } from '../db/database.ts';
import { Conflict } from './conflict.ts';

export type SceneKey = { customerId: string; channelId: string };
export const sceneKey = ({ customerId, channelId }: SceneKey): string => `${customerId}/${channelId}`;

/** One scene per key, by `sceneKey`. Locks the customers until the transaction ends. */
export async function loadScenes(db: Db, keys: readonly SceneKey[]): Promise<Map<string, Scene>> {
  return (
    await loadWorld(
      db,
      keys,
      keys.map((key) => key.channelId),
    )
  ).scenes;
}

export type World = { now: number; scenes: Map<string, Scene>; channels: Map<string, SceneChannel> };

/** The scenes, and the channels on which customers may appear whom nobody knows yet. */
export async function loadWorld(db: Db, keys: readonly SceneKey[], channelIds: readonly string[]): Promise<World> {
  const customers = await lockCustomers(db, [...new Set(keys.map((key) => key.customerId))].sort());
  const { now, channels } = await readChannels(db, [...new Set(channelIds)]);
  const cases = await readLiveCases(db, keys);
  const scenes = keys.map((key): [string, Scene] => {
    const customer = customers.get(key.customerId);
    const channel = channels.get(key.channelId);
    if (!customer || !channel) throw new Error('A scene was asked for a customer or a channel that does not exist.');
    return [sceneKey(key), { now, channel, customer, liveCase: cases.get(sceneKey(key)) ?? null }];
  });
  return { now, channels, scenes: new Map(scenes) };
}

/** A customer is joined into another once; more than a few times in a row is no accident. */
const mostLooks = 4;

/** The scenes around these cases, by case id; a case that is no longer live has `liveCase` null. */
export async function loadCases(db: Db, caseIds: readonly string[]): Promise<Map<string, Scene>> {
  for (let looks = 1; ; looks += 1) {
    try {
      return await lookAtCases(db, caseIds);
    } catch (error) {
      if (!(error instanceof Conflict) || looks >= mostLooks) throw error;
    }
  }
}

async function lookAtCases(db: Db, caseIds: readonly string[]): Promise<Map<string, Scene>> {
  const rows = await db.rows<{ id: string; customerId: string; channelId: string }>(
    'select id, customer_id as "customerId", channel_id as "channelId" from cases where id = any($1::uuid[])',
    [caseIds],
  );
  const scenes = await loadScenes(db, rows);
  const found: [string, Scene][] = [];
  for (const row of rows) {
    const scene = scenes.get(sceneKey(row));
    if (scene) found.push([row.id, scene.liveCase?.id === row.id ? scene : { ...scene, liveCase: null }]);
  }
  return new Map(found);
}

async function lockCustomers(db: Db, ids: string[]): Promise<Map<string, SceneCustomer>> {
  if (ids.length === 0) return new Map();
  const rows = await db.rows<Omit<SceneCustomer, 'identities'> & { joinedInto: string | null }>(
    'select id, name, joined_into as "joinedInto" from customers where id = any($1::uuid[]) order by id for no key update',
    [ids],
  );
  // Joined into another while we waited: whoever asked looks again.
  if (rows.some(({ joinedInto }) => joinedInto !== null)) throw new Conflict('not-found');
  const customers = new Map(rows.map(({ id, name }): [string, SceneCustomer] => [id, { id, name, identities: [] }]));
  // A look of its own: what the locking statement shows beside the rows it waited for is from before it waited.
  const identities = await db.rows<SceneCustomer['identities'][number] & { customerId: string }>(
    `select customer_id as "customerId", kind, scope, value from customer_identities
     where customer_id = any($1::uuid[]) and ended_at is null order by id`,
    [ids],
  );
  for (const { customerId, ...identity } of identities) customers.get(customerId)?.identities.push(identity);
  return customers;
}

type ChannelRow = { now: number; id: string | null; defaultSkillId: string; versionId: string | null; definition: ScriptDefinition };

/** With the time, told even when there is no channel to be read: one look at the clock per scene, after the locks. */
async function readChannels(db: Db, channelIds: readonly string[]): Promise<{ now: number; channels: Map<string, SceneChannel> }> {
  const rows = await db.rows<ChannelRow>(
    `select clock.now, c.id, c.default_skill_id as "defaultSkillId", v.id as "versionId", v.definition
     from (select parley_now() as now) as clock
     left join channels c on c.id = any($1::uuid[])
     left join lateral (
       select id, definition from script_versions
       where script_id = c.default_script_id and published_at is not null order by version desc limit 1) v on true`,
    [channelIds],
  );
  const [first] = rows;
  if (!first) throw new Error('The database told no time.');
  const channels = rows.flatMap(({ id, defaultSkillId, versionId, definition }): SceneChannel[] =>
    id === null ? [] : [{ id, defaultSkillId, script: versionId === null ? null : { versionId, definition } }],
  );
  return { now: first.now, channels: new Map(channels.map((channel) => [channel.id, channel])) };
}

type CaseRow = Omit<SceneCase, 'assignment' | 'offer' | 'run'> & {
  assignmentId: string | null;
  assignedTo: string | null;
  startedAt: number | null;
  offerId: string | null;
  offeredTo: string | null;
  offeredAt: number | null;
  expiresAt: number | null;
  runId: string | null;
  scriptVersionId: string | null;
  nodeId: string | null;
  variables: Record<string, unknown> | null;
  steps: number | null;
};

async function readLiveCases(db: Db, keys: readonly SceneKey[]): Promise<Map<string, SceneCase>> {
  if (keys.length === 0) return new Map();
  const rows = await db.rows<CaseRow>(
    `select c.id, c.customer_id as "customerId", c.channel_id as "channelId", c.skill_id as "skillId", c.status, c.place, c.priority,
       c.last_customer_message_at as "lastCustomerMessageAt",
       a.id as "assignmentId", a.person_id as "assignedTo", a.started_at as "startedAt",
       o.id as "offerId", o.person_id as "offeredTo", o.offered_at as "offeredAt", o.expires_at as "expiresAt",
       r.id as "runId", r.script_version_id as "scriptVersionId", r.node_id as "nodeId", r.variables, r.steps
     from unnest($1::uuid[], $2::uuid[]) as wanted (customer_id, channel_id)
     join cases c on c.customer_id = wanted.customer_id and c.channel_id = wanted.channel_id and c.closed_at is null
     left join assignments a on a.case_id = c.id and a.ended_at is null
     left join offers o on o.case_id = c.id and o.state = 'live'
     left join runs r on r.case_id = c.id and r.state = 'active'`,
    [keys.map((key) => key.customerId), keys.map((key) => key.channelId)],
  );
  return new Map(rows.map((row) => [sceneKey(row), asCase(row)]));
}

/** Every live case of these customers, by customer and channel. Their rows must be locked already. */
export async function loadLiveCases(db: Db, customerIds: readonly string[]): Promise<Map<string, Map<string, SceneCase>>> {
  const keys = await db.rows<SceneKey>(
    'select customer_id as "customerId", channel_id as "channelId" from cases where customer_id = any($1::uuid[]) and closed_at is null',
    [customerIds],
  );
  const found = new Map<string, Map<string, SceneCase>>();
  for (const live of (await readLiveCases(db, keys)).values()) {
    found.set(live.customerId, (found.get(live.customerId) ?? new Map<string, SceneCase>()).set(live.channelId, live));
  }
  return found;
}

function asCase(row: CaseRow): SceneCase {
  const { id, customerId, channelId, skillId, status, place, priority, lastCustomerMessageAt } = row;
  return {
    ...{ id, customerId, channelId, skillId, status, place, priority, lastCustomerMessageAt },
    assignment:
      row.assignmentId && row.assignedTo && row.startedAt !== null
        ? { id: row.assignmentId, personId: row.assignedTo, startedAt: row.startedAt }
        : null,
    offer:
      row.offerId && row.offeredTo && row.offeredAt !== null && row.expiresAt !== null
        ? { id: row.offerId, personId: row.offeredTo, offeredAt: row.offeredAt, expiresAt: row.expiresAt }
        : null,
    run:
      row.runId && row.scriptVersionId && row.nodeId !== null
        ? { id: row.runId, scriptVersionId: row.scriptVersionId, nodeId: row.nodeId, variables: row.variables ?? {}, steps: row.steps ?? 0 }
        : null,
  };
}
