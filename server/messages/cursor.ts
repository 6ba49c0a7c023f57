/** Where a page of a conversation ends, opaque to clients. */
import { z } from 'zod';
import { Refusal } from '../refusal.ts';
import type { Place } from './queries.ts';

const shape = z.tuple([z.number().int().min(-8.64e15).max(8.64e15), z.uuid()]);

export const cursorOf = ({ at, id }: Place): string => Buffer.from(JSON.stringify([at, id])).toString('base64url');

export function placeOf(cursor: string): Place {
  const parsed = shape.safeParse(read(cursor));
  if (!parsed.success) throw new Refusal('invalid-input', { problems: 'before: not a cursor of this list' });
  const [at, id] = parsed.data;
  return { at, id };
}

function read(cursor: string): unknown {
  try {
    return JSON.parse(Buffer.from(cursor, 'base64url').toString('utf8'));
  } catch {
    return undefined;
  }
}
