/** Shapes used by every other file of the contract. */
import { z } from 'zod';

export const id = z.uuid();
/** Instants travel as ISO 8601 text in UTC. */
export const instant = z.iso.datetime({ offset: true });
export const language = z.enum(['ko', 'en']);
export type Language = z.infer<typeof language>;

/** Opaque to clients: made by the server, handed back as it came. */
export const cursor = z.string().min(1).max(400);
export const page = { cursor: cursor.optional(), limit: z.coerce.number().int().min(1).max(100).default(50) };
export const pageOf = <T extends z.ZodType>(row: T) => z.object({ rows: z.array(row), next: cursor.nullable() });
export const nothing = z.object({});
