/** Stored webhooks → items of ours, and those to set aside: not ours, unreadable, or here twice in one batch. */
import { type Item, isRest, type PlacedItem, readWebhook, restPosition, type Wanted } from '../channels/whatsapp/read.ts';
import type { Db } from '../db/database.ts';
import type { Channel, OurItem } from './effect.ts';
import type { SetAside } from './stuck.ts';

export type Webhook = { inboundId: number; metaAppId: string; receivedAt: number; body: Buffer; traceId: string };
export type Sorted = { ours: OurItem[]; aside: SetAside[]; duplicates: number };

/** A page full of what one webhook brought helps nobody: beyond so many, the rest of what was set aside is one. */
const mostAside = 100;

export async function sortItems(db: Db, webhooks: readonly (Webhook & { wanted?: Wanted })[], newId: () => string): Promise<Sorted> {
  const arrived = webhooks.flatMap((webhook) =>
    readWebhook(webhook.body, { receivedAt: webhook.receivedAt, newId }, webhook.wanted).map((item) => ({ item, webhook })),
  );
  const channels = await findChannels(
    db,
    arrived.flatMap(({ item }) => item.phoneNumberId ?? []),
  );
  const sorted: Sorted = { ours: [], aside: [], duplicates: 0 };
  const seen = new Set<string>();
  const asides = new Map<number, Aside[]>();
  for (const { item, webhook } of arrived) {
    const { inboundId, traceId, receivedAt, metaAppId } = webhook;
    const channel = item.phoneNumberId === null ? undefined : channels.get(channelKey(metaAppId, item.phoneNumberId));
    const reason = asideReason(item, channel);
    if (reason) {
      const here = asides.get(inboundId) ?? [];
      here.push({ item, ...reason });
      asides.set(inboundId, here);
    }
    if (!reason && channel && item.kind !== 'aside') {
      if (seen.has(item.key)) sorted.duplicates += 1;
      else sorted.ours.push({ ...item, channel, origin: { inboundId, traceId, receivedAt } });
      seen.add(item.key);
    }
  }
  for (const [inboundId, all] of asides) sorted.aside.push(...rowsOf(inboundId, all));
  return sorted;
}

type Aside = Pick<SetAside, 'reason' | 'detail'> & { item: PlacedItem };

/**
 * One row stands for all that was read and has none of its own, another for what was not read at all, where messages may be: trying
 * either again reads the webhook from there.
 */
function rowsOf(inboundId: number, all: readonly Aside[]): SetAside[] {
  const rowOf = ({ item, reason, detail }: Aside): SetAside => ({ inboundId, position: item.position, reason, detail });
  const read = all.filter(({ item }) => !isRest(item.position));
  const unread = all.filter(({ item }) => isRest(item.position));
  const [first, ...others] = read.slice(mostAside);
  const rows = [...read.slice(0, mostAside), ...unread].map(rowOf);
  if (!first) return rows;
  const detail = `More than ${mostAside} things of this webhook were set aside; these are the ${others.length + 1} more.`;
  return [...rows, { inboundId, position: restPosition(first.item.piece), reason: first.reason, detail }];
}

function asideReason(item: Item, channel: Channel | undefined): Pick<SetAside, 'reason' | 'detail'> | null {
  // Another app's number is as foreign as an unknown one: its owner's secret did not sign this.
  if (item.phoneNumberId !== null && !channel) return { reason: 'not-ours', detail: 'The number belongs to no channel of this app.' };
  return item.kind === 'aside' ? { reason: item.reason, detail: item.detail } : null;
}

const channelKey = (metaAppId: string, phoneNumberId: string): string => `${metaAppId} ${phoneNumberId}`;

async function findChannels(db: Db, phoneNumberIds: readonly string[]): Promise<Map<string, Channel>> {
  if (phoneNumberIds.length === 0) return new Map();
  const rows = await db.rows<Channel & { metaAppId: string; phoneNumberId: string }>(
    `select h.id, a.portfolio_id as "portfolioId", a.meta_app_id as "metaAppId", h.phone_number_id as "phoneNumberId"
     from channels h join whatsapp_accounts a on a.id = h.whatsapp_account_id
     where h.phone_number_id = any($1::text[])`,
    [[...new Set(phoneNumberIds)]],
  );
  return new Map(rows.map(({ id, portfolioId, metaAppId, phoneNumberId }) => [channelKey(metaAppId, phoneNumberId), { id, portfolioId }]));
}
