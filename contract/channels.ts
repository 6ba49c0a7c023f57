import { z } from 'zod';
import { id, instant } from './basics.ts';
import { operation } from './operation.ts';

export const channel = z.object({
  id,
  kind: z.literal('whatsapp'),
  name: z.string(),
  /** Display form of the number, e.g. `+82 2-555-0100`. */
  number: z.string(),
  state: z.enum(['active', 'paused']),
  pausedReason: z.string().nullable(),
  defaultSkill: z.object({ id, name: z.string() }),
  lastWebhookAt: instant.nullable(),
  /** Names of the roles that may let a paused channel send again. */
  resumableBy: z.array(z.string()),
});
export type Channel = z.infer<typeof channel>;

export const listChannels = operation({
  name: 'listChannels',
  method: 'GET',
  path: '/channels',
  access: 'signed-in',
  rate: 'read',
  summary: 'Channels this person’s role has, by name.',
  input: z.object({}),
  output: z.object({ rows: z.array(channel) }),
  refusals: [],
});
export const resumeChannel = operation({
  name: 'resumeChannel',
  method: 'POST',
  path: '/channels/:channelId/resume',
  access: { role: 'channels.edit' },
  rate: 'write',
  summary:
    'Lets a paused channel send again, once what WhatsApp refused (token, payment, permission) is put right. Queued messages go on their way.',
  input: z.object({ channelId: id }),
  output: channel,
  refusals: ['not-found'],
});
