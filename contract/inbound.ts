/** What came in and could not be processed, or is not ours: kept, shown, replayable. */
import { z } from 'zod';
import { id, instant, nothing, page, pageOf } from './basics.ts';
import { operation } from './operation.ts';

export const stuckItem = z.object({
  id,
  at: instant,
  reason: z.enum(['not-ours', 'unreadable', 'too-deep', 'failed']),
  /** One sentence without bodies or numbers. */
  detail: z.string(),
  traceId: z.string(),
  resolvedAt: instant.nullable(),
});
export type StuckItem = z.infer<typeof stuckItem>;

export const listStuckItems = operation({
  name: 'listStuckItems',
  method: 'GET',
  path: '/inbound/stuck',
  access: { role: 'inbound.view' },
  rate: 'read',
  summary: 'Inbound items that were quarantined, newest first.',
  input: z.object({ ...page }),
  output: pageOf(stuckItem),
  refusals: [],
});
export const replayStuckItem = operation({
  name: 'replayStuckItem',
  method: 'POST',
  path: '/inbound/stuck/:itemId/replay',
  access: { role: 'inbound.replay' },
  rate: 'write',
  summary: 'Processes a quarantined item again.',
  input: z.object({ itemId: id }),
  output: nothing,
  refusals: ['not-found'],
});
