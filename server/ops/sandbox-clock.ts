/**
 * Moves Parley's clock, in sandbox mode only: the sandbox, which has moved its own, tells how far it is ahead of real time now, signed
 * like a webhook. What lives in real time beside the clock (connections, sessions, leases of sends on their way) keeps the time it had.
 */
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { keepConnections } from '../agents/presence.ts';
import type { Context } from '../context.ts';
import type { Db } from '../db/database.ts';
import type { AppSecrets } from '../inbound/receive.ts';
import { isSigned } from '../inbound/signature.ts';

type SecretsOf = (metaAppId: string) => AppSecrets | undefined;
type Moved = { movedByMs: number } | 'backwards';

const wish = z.strictObject({
  /** How far ahead of real time, in all. Ten years are enough for any window, and the calendar stays one that everybody can write. */
  offsetMs: z
    .number()
    .int()
    .min(0)
    .max(10 * 366 * 86_400_000),
});

/** Outside sandbox mode there is no such route. An encapsulated plug-in, so that its raw body parser is nobody else's. */
export function registerSandboxClock(app: FastifyInstance, context: Context, secretsOf: SecretsOf): void {
  if (!context.config.isSandbox) return;
  app.register((routes, _options, ready) => {
    routes.removeAllContentTypeParsers();
    routes.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: 1_024 }, (_request, body, done) => done(null, body));
    routes.post('/sandbox/clock', async (request, reply) => {
      if (!(await isFromSandbox(context.db, request, secretsOf))) return reply.code(401).send({ error: 'signature' });
      const wished = wish.safeParse(readJson(request.body));
      if (!wished.success) return reply.code(400).send({ error: 'offsetMs' });
      const moved = await moveClock(context.db, wished.data.offsetMs);
      // Whoever gave out an instant would take it back.
      if (moved === 'backwards') return reply.code(409).send({ error: 'backwards' });
      await context.clock.adjust();
      return reply.code(200).send(moved);
    });
    ready();
  });
}

async function isFromSandbox(db: Db, { body, headers }: FastifyRequest, secretsOf: SecretsOf): Promise<boolean> {
  const apps = await db.rows<{ id: string }>('select id from meta_apps');
  const secrets = apps.flatMap(({ id }) => secretsOf(id)?.secrets ?? []);
  return isSigned(bytesOf(body), headers['x-hub-signature-256'], secrets);
}

const bytesOf = (body: unknown): Buffer => (Buffer.isBuffer(body) ? body : Buffer.alloc(0));

function readJson(body: unknown): unknown {
  try {
    return JSON.parse(bytesOf(body).toString('utf8'));
  } catch {
    return undefined;
  }
}

function moveClock(db: Db, offsetMs: number): Promise<Moved> {
  return db.transact(async (inside) => {
    const [clock] = await inside.rows<{ offsetMs: number }>('select offset_ms as "offsetMs" from clock for update');
    if (!clock) throw new Error('There is no clock.');
    const movedByMs = offsetMs - clock.offsetMs;
    if (movedByMs < 0) return 'backwards';
    await inside.rows('update clock set offset_ms = $1', [offsetMs]);
    await keepConnections(inside, movedByMs);
    await keepSessions(inside, movedByMs);
    await keepLeases(inside, movedByMs);
    inside.wake('clock', 'timers', 'routing', 'outbox');
    return { movedByMs };
  });
}

/** Whoever is signed in stays so, and no longer than they would have been. */
async function keepSessions(db: Db, movedByMs: number): Promise<void> {
  await db.rows(
    `update sessions set last_seen_at = last_seen_at + $1 * interval '1 millisecond', expires_at = expires_at + $1 * interval '1 millisecond'
     where ended_at is null`,
    [movedByMs],
  );
}

/** A send on its way is not late because somebody moved the clock. */
async function keepLeases(db: Db, movedByMs: number): Promise<void> {
  await db.rows(`update outbox set leased_until = leased_until + $1 * interval '1 millisecond' where state = 'handed'`, [movedByMs]);
}
