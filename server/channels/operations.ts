import type { Handlers } from '../http/call.ts';
import { Refusal } from '../refusal.ts';
import { resumeChannel, selectChannels } from './queries.ts';

export const channelHandlers = {
  listChannels: async ({ db, signed }) => ({ rows: await selectChannels(db, Object.keys(signed.grants.channels)) }),
  resumeChannel: async ({ db, signed }, { channelId }) => {
    if (!Object.hasOwn(signed.grants.channels, channelId)) throw new Refusal('not-found');
    await db.transact((inside) => resumeChannel(inside, channelId));
    const [channel] = await selectChannels(db, [channelId]);
    if (!channel) throw new Refusal('not-found');
    return channel;
  },
} satisfies Handlers;
