/** Writers of cases and runs: a case that opens is written once, with everything that already happened to it. */
import type { SceneEvent } from '#engine/events.ts';
import { type Db, iso } from '../db/database.ts';
import type { Batch } from './batch.ts';
import { type CasePatch, casePatches } from './case-patch.ts';

export async function writeCases(db: Db, batch: Batch): Promise<void> {
  const patches = casePatches(batch.logged.map(({ event }) => event));
  const opened = patches.filter((patch) => patch.opened);
  const changed = patches.filter((patch) => !patch.opened);
  if (opened.length > 0) await db.rows(insertCases, [...columnsOf(opened), ...openingOf(opened)]);
  if (changed.length === 0) return;
  const rows = await db.rows<{ id: string }>(updateCases, columnsOf(changed));
  if (rows.length !== changed.length) throw new Error('A case that should change does not exist.');
}

const at = (ms: number | null): string | null => (ms === null ? null : iso(ms));

function columnsOf(patches: readonly CasePatch[]): unknown[] {
  return [
    patches.map((patch) => patch.caseId),
    patches.map((patch) => patch.status),
    patches.map((patch) => patch.place),
    patches.map((patch) => patch.assignedTo),
    patches.map((patch) => patch.skillId),
    patches.map((patch) => patch.priority),
    patches.map((patch) => at(patch.queuedAt)),
    patches.map((patch) => at(patch.resolvedAt)),
    patches.map((patch) => at(patch.closedAt)),
    patches.map((patch) => patch.isAnswered),
    patches.map((patch) => at(patch.waitingFrom)),
    patches.map((patch) => at(patch.customerWroteAt)),
    patches.map((patch) => at(patch.lastMessageAt)),
    patches.map((patch) => patch.preview && JSON.stringify(patch.preview)),
    patches.map((patch) => patch.isRead),
    patches.map((patch) => patch.unreadBy),
  ];
}

const openingOf = (patches: readonly CasePatch[]): unknown[] => {
  const openings = patches.flatMap(({ opened }) => opened ?? []);
  return [
    openings.map((opening) => opening.customerId),
    openings.map((opening) => opening.channelId),
    openings.map((opening) => opening.direction),
    openings.map((opening) => opening.status),
    openings.map((opening) => iso(opening.at)),
  ];
};

const patchArrays = `$1::uuid[], $2::text[], $3::text[], $4::uuid[], $5::uuid[], $6::int[], $7::timestamptz[], $8::timestamptz[],
  $9::timestamptz[], $10::boolean[], $11::timestamptz[], $12::timestamptz[], $13::timestamptz[], $14::jsonb[], $15::boolean[], $16::int[]`;
const patchNames = `id, status, place, assigned_to, skill_id, priority, queued_at, resolved_at, closed_at, is_answered, waiting_from,
  customer_wrote_at, last_message_at, preview, is_read, unread_by`;

const insertCases = `
  insert into cases (id, customer_id, channel_id, direction, status, place, assigned_to, skill_id, priority, opened_at, queued_at,
    resolved_at, closed_at, waiting_since, last_customer_message_at, last_message_at, preview, unread)
  select id, customer_id, channel_id, direction, coalesce(status, first_status),
    case when closed_at is null then coalesce(place, 'script') end, assigned_to, skill_id, coalesce(priority, 0), opened_at, queued_at,
    resolved_at, closed_at, waiting_from, customer_wrote_at, coalesce(last_message_at, opened_at), preview, unread_by
  from unnest(${patchArrays}, $17::uuid[], $18::uuid[], $19::text[], $20::text[], $21::timestamptz[])
    as n (${patchNames}, customer_id, channel_id, direction, first_status, opened_at)`;

/** A case that an agent gives back, or leaves behind, keeps its place in the line it came from. */
const updateCases = `
  update cases c set
    status = coalesce(n.status, c.status),
    place = case when n.closed_at is null then coalesce(n.place, c.place) end,
    assigned_to = case when n.closed_at is not null then null when n.place is null then c.assigned_to else n.assigned_to end,
    skill_id = coalesce(n.skill_id, c.skill_id),
    priority = coalesce(n.priority, c.priority),
    queued_at = case when c.place = 'assigned' then coalesce(c.queued_at, n.queued_at) else coalesce(n.queued_at, c.queued_at) end,
    resolved_at = case when n.status is null or n.status in ('closed', 'trashed') then coalesce(n.resolved_at, c.resolved_at)
      when n.status = 'resolved' then n.resolved_at end,
    closed_at = coalesce(n.closed_at, c.closed_at),
    waiting_since = least(case when not n.is_answered then c.waiting_since end, n.waiting_from),
    last_customer_message_at = greatest(c.last_customer_message_at, n.customer_wrote_at),
    last_message_at = greatest(c.last_message_at, n.last_message_at),
    preview = case when n.last_message_at >= c.last_message_at then n.preview else c.preview end,
    unread = case when n.is_read then 0 else c.unread end + n.unread_by,
    version = c.version + 1
  from unnest(${patchArrays}) as n (${patchNames})
  where c.id = n.id
  returning c.id`;

/** A run that started and ended in one turn is written once, as it ended. */
export async function writeRuns(db: Db, batch: Batch): Promise<void> {
  const ended = new Map(batch.of('run.ended').map((event) => [event.runId, event]));
  const started = batch.of('run.started');
  if (started.length > 0) {
    const ends = started.map(({ runId }) => ended.get(runId));
    await db.rows(insertRuns, [
      started.map((event) => event.runId),
      started.map((event) => event.caseId),
      started.map((event) => event.scriptVersionId),
      started.map((event) => event.nodeId),
      started.map((event) => JSON.stringify(event.variables)),
      started.map((event) => iso(event.at)),
      ends.map((end, index) => end?.steps ?? started[index]?.steps),
      ends.map((end) => end?.outcome ?? 'active'),
      ends.map((end) => end?.reason ?? null),
      ends.map((end) => end && iso(end.at)),
    ]);
    for (const { runId } of started) ended.delete(runId);
  }
  if (ended.size > 0) await endRuns(db, [...ended.values()]);
}

type RunEnded = Extract<SceneEvent, { type: 'run.ended' }>;

async function endRuns(db: Db, ended: readonly RunEnded[]): Promise<void> {
  await db.rows(
    `update runs r set state = n.state, reason = n.reason, steps = n.steps, ended_at = n.at
     from unnest($1::uuid[], $2::text[], $3::text[], $4::int[], $5::timestamptz[]) as n (id, state, reason, steps, at)
     where r.id = n.id and r.state = 'active'`,
    [
      ended.map((event) => event.runId),
      ended.map((event) => event.outcome),
      ended.map((event) => event.reason),
      ended.map((event) => event.steps),
      ended.map((event) => iso(event.at)),
    ],
  );
}

const insertRuns = `
  insert into runs (id, case_id, script_version_id, node_id, variables, started_at, steps, state, reason, ended_at)
  select * from unnest($1::uuid[], $2::uuid[], $3::uuid[], $4::text[], $5::jsonb[], $6::timestamptz[], $7::int[], $8::text[], $9::text[],
    $10::timestamptz[])`;
