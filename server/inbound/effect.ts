/**
 * Stations 5–8 and 12 for a batch of items: whoever wrote is recognised, their cases take the messages, statuses find their messages,
 * and everything is written at once. Items that were here before change nothing.
 */
import { type InboundMessage, receive } from '#engine/case/receive.ts';
import type { SceneEvent } from '#engine/events.ts';
import type { NewId, Scene } from '#engine/scene.ts';
import type { Item } from '../channels/whatsapp/read.ts';
import { type Db, iso } from '../db/database.ts';
import { decideStatuses } from '../messages/statuses.ts';
import { apply, type Decided } from '../scene/apply.ts';
import { type SceneKey, sceneKey } from '../scene/load.ts';
import { type Appearance, appearanceOf, assemble, type Cast } from './cast.ts';

export type Origin = { inboundId: number; traceId: string; receivedAt: number };
export type Channel = { id: string; portfolioId: string };
/** An item for one of our numbers, ready to have its effect. */
export type OurItem = Exclude<Item, { kind: 'aside' }> & { origin: Origin; channel: Channel };
type Kind<K extends OurItem['kind']> = Extract<OurItem, { kind: K }>;

/** T06: whatever comes later than Meta repeats webhooks (7 days), or says a time that cannot be, is kept and sets nothing in motion. */
const lateMs = 8 * 24 * 3_600_000;

export async function takeEffect(db: Db, items: readonly OurItem[], newId: NewId): Promise<void> {
  const people = items.filter((item) => item.kind !== 'status');
  const decided = people.length > 0 ? await decidePeople(db, people, newId) : [];
  decided.push(...(await decideStatuses(db, items.flatMap(toldBy))));
  await apply(db, decided, newId);
  await touchChannels(db, items);
}

const toldBy = (item: OurItem) =>
  item.kind === 'status' ? [{ ...item.status, channelId: item.channel.id, traceId: item.origin.traceId }] : [];

type Turn = { scene: Scene; messages: Kind<'message'>[] };
type Entered = { item: Kind<'message'>; customerId: string };

async function decidePeople(db: Db, items: readonly (Kind<'message'> | Kind<'moved'>)[], newId: NewId): Promise<Decided[]> {
  const staged = items.map((item) => ({ item, appearance: appearanceOf(item.channel, item.kind === 'moved' ? item.move : item.sender) }));
  const cast = await assemble(
    db,
    staged.map(({ appearance }) => appearance),
    newId,
  );
  const known = await findMessages(
    db,
    items.filter((item) => item.kind === 'message'),
  );
  const entered: Entered[] = [];
  const decided: Decided[] = [];
  for (const { item, appearance } of staged) {
    if (item.kind === 'message' && known.has(messageKey(item.channel.id, item.message.providerId))) continue;
    decided.push({ events: item.kind === 'moved' ? cast.move(appearance, item.move) : enter(item, appearance), ...causeOf(item) });
  }
  const meeting = { events: await cast.meet(db), ...causeOf(items[0]) };

  function enter(item: Kind<'message'>, appearance: Appearance): SceneEvent[] {
    const { customerId, events } = cast.enter(appearance, item.sender);
    entered.push({ item, customerId });
    return events;
  }
  return [...decided, meeting, ...takeTurns(turnsOf(entered, cast), { known, cast, newId })];
}

const causeOf = (item: OurItem | undefined) => ({ traceId: item?.origin.traceId ?? '', actorId: null });

/** Each customer's messages together, whichever webhooks brought them, and whoever they seemed to be from at first. */
function turnsOf(entered: readonly Entered[], cast: Cast): Turn[] {
  const turns = new Map<string, Turn>();
  for (const { item, customerId } of entered) {
    const key: SceneKey = { customerId: cast.standing(customerId), channelId: item.channel.id };
    const turn = turns.get(sceneKey(key)) ?? { scene: cast.sceneOf(key), messages: [] };
    turn.messages.push(item);
    turns.set(sceneKey(key), turn);
  }
  return [...turns.values()];
}

type Taking = { known: Map<string, Known>; cast: Cast; newId: NewId };

/** A burst is one turn. */
function takeTurns(turns: readonly Turn[], { known, cast, newId }: Taking): Decided[] {
  const ids = new Map<Kind<'message'>, string>();
  for (const { scene, messages } of turns) {
    for (const item of messages) {
      const id = newId();
      ids.set(item, id);
      known.set(messageKey(item.channel.id, item.message.providerId), { id, customerId: scene.customer.id });
    }
  }
  return turns.map(({ scene, messages }) => {
    const inbound = messages.map((item): InboundMessage => {
      const { quotedProviderId, providerId, written, content, file } = item.message;
      const quoted = quotedProviderId === null ? undefined : known.get(messageKey(item.channel.id, quotedProviderId));
      return {
        messageId: ids.get(item) ?? newId(),
        content,
        providerId,
        providerAt: written.printed,
        writtenAt: written.at,
        file,
        // Only of the same customer: a foreign id must not open somebody else's words.
        quotedMessageId: quoted && cast.standing(quoted.customerId) === scene.customer.id ? quoted.id : null,
        isLate: !written.isPossible || cast.now - written.at > lateMs,
        inboundId: item.origin.inboundId,
        traceId: item.origin.traceId,
      };
    });
    return { events: receive(scene, inbound, newId).events, traceId: messages[0]?.origin.traceId ?? '', actorId: null };
  });
}

type Known = { id: string; customerId: string };
const messageKey = (channelId: string, providerId: string): string => `${channelId} ${providerId}`;

/** Which of these, and of the messages they quote, are here already. Read after the customers are locked, so nobody adds one meanwhile. */
async function findMessages(db: Db, items: readonly Kind<'message'>[]): Promise<Map<string, Known>> {
  const wanted = items.flatMap(({ channel, message }) =>
    [message.providerId, message.quotedProviderId].flatMap((id) => (id === null ? [] : [{ channelId: channel.id, providerId: id }])),
  );
  if (wanted.length === 0) return new Map();
  const rows = await db.rows<Known & { channelId: string; providerId: string }>(
    `select m.id, m.customer_id as "customerId", m.channel_id as "channelId", m.provider_id as "providerId"
     from unnest($1::uuid[], $2::text[]) as n (channel_id, provider_id)
     join messages m on m.channel_id = n.channel_id and m.provider_id = n.provider_id`,
    [wanted.map(({ channelId }) => channelId), wanted.map(({ providerId }) => providerId)],
  );
  return new Map(rows.map(({ channelId, providerId, ...known }) => [messageKey(channelId, providerId), known]));
}

/** To the nearest few seconds, and never waited for: every batch of every node would queue up behind this row. */
async function touchChannels(db: Db, items: readonly OurItem[]): Promise<void> {
  const latest = new Map<string, number>();
  for (const { channel, origin } of items) latest.set(channel.id, Math.max(origin.receivedAt, latest.get(channel.id) ?? 0));
  await db.rows(
    `with stale as (
       select h.id, n.at from channels h join unnest($1::uuid[], $2::timestamptz[]) as n (id, at) on n.id = h.id
       where h.last_webhook_at is null or h.last_webhook_at < n.at - interval '5 seconds'
       for no key update of h skip locked)
     update channels h set last_webhook_at = stale.at from stale where h.id = stale.id`,
    [[...latest.keys()], [...latest.values()].map(iso)],
  );
}
