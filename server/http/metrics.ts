/** T104: figures for whoever runs this server: on this machine itself, or with the token from the environment. */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { FastifyInstance } from 'fastify';
import type { Config } from '../config.ts';
import type { Context } from '../context.ts';
import { Refusal } from '../refusal.ts';
import { isLoopback } from './origin.ts';

export function registerMetrics(app: FastifyInstance, { config, metrics }: Pick<Context, 'config' | 'metrics'>): void {
  app.get('/metrics', async ({ headers, socket }, reply) => {
    if (!mayRead({ headers, peer: socket.remoteAddress }, config)) throw new Refusal('not-found');
    return reply.type(metrics.registry.contentType).send(await metrics.registry.metrics());
  });
}

type Asking = { headers: Record<string, string | string[] | undefined>; peer: string | undefined };

/** With a token, the token alone decides: a proxy on this machine makes everybody look local. */
function mayRead(asking: Asking, { metricsToken }: Pick<Config, 'metricsToken'>): boolean {
  if (metricsToken === undefined) return isLocal(asking);
  const hash = (text: string) => createHash('sha256').update(text).digest();
  return timingSafeEqual(hash(`Bearer ${metricsToken}`), hash(String(asking.headers.authorization)));
}

const forwarding = ['forwarded', 'via', 'x-real-ip', 'cf-connecting-ip'];
const peers = new Set(['127.0.0.1', '::1', '::ffff:127.0.0.1']);

/** Asked from this machine, by one of its own names, and carried on by nobody. */
function isLocal({ headers, peer }: Asking): boolean {
  const isForwarded = Object.keys(headers).some((name) => name.startsWith('x-forwarded') || forwarding.includes(name));
  const host = `http://${headers.host}`;
  return peers.has(peer ?? '') && !isForwarded && URL.canParse(host) && isLoopback(new URL(host).hostname);
}
