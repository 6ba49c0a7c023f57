/** A message as Meta posted it: one webhook may carry many customers' messages, so only this one's part is shown. */
import { z } from 'zod';
import type { Db } from '../db/database.ts';
import { findInbound, type KnownMessage } from './queries.ts';

const posted = z.looseObject({
  entry: z.array(
    z.looseObject({
      changes: z.array(
        z.looseObject({ value: z.looseObject({ messages: z.array(z.looseObject({ id: z.string().optional() })).optional() }) }),
      ),
    }),
  ),
});

export async function readRaw(db: Db, { inboundId, providerId }: KnownMessage): Promise<unknown> {
  const body = inboundId === null ? undefined : await findInbound(db, inboundId);
  const parsed = body && posted.safeParse(JSON.parse(body.toString('utf8')));
  if (!parsed?.success) return undefined;
  const messages = parsed.data.entry.flatMap(({ changes }) => changes.flatMap(({ value }) => value.messages ?? []));
  return messages.find(({ id }) => id === providerId);
}
