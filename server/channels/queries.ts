import type { Channel } from '#contract/channels.ts';
import { type Db, iso } from '../db/database.ts';

type Row = Omit<Channel, 'defaultSkill' | 'lastWebhookAt'> & { skillId: string; skillName: string; lastWebhookAt: number | null };

/** By name. */
export async function selectChannels(db: Db, channelIds: readonly string[]): Promise<Channel[]> {
  const rows = await db.rows<Row>(
    `select c.id, c.kind, c.name, c.number, c.state, c.paused_reason as "pausedReason", c.last_webhook_at as "lastWebhookAt",
       s.id as "skillId", s.name as "skillName",
       array(select r.name from roles r join role_channels rc on rc.role_id = r.id and rc.channel_id = c.id
         where 'channels.edit' = any(r.permissions) order by r.name) as "resumableBy"
     from channels c join skills s on s.id = c.default_skill_id
     where c.id = any($1::uuid[]) order by c.name, c.id`,
    [channelIds],
  );
  return rows.map(({ skillId, skillName, lastWebhookAt, ...row }) => ({
    ...row,
    defaultSkill: { id: skillId, name: skillName },
    lastWebhookAt: lastWebhookAt === null ? null : iso(lastWebhookAt),
  }));
}

/** What waited for the channel is due again; it was never handed over. */
export async function resumeChannel(db: Db, channelId: string): Promise<void> {
  await db.rows(`update channels set state = 'active', paused_reason = null where id = $1 and state = 'paused'`, [channelId]);
  db.wake('outbox');
}
