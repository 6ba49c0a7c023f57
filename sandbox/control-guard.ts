/**
 * Who may drive the sandbox: a page of its own, or a program on this machine. A web page from elsewhere that a browser on this machine
 * shows could otherwise post here, or come by a host name that it has pointed at 127.0.0.1.
 */
import type { FastifyRequest } from 'fastify';

const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

export function mayControl({ headers }: Pick<FastifyRequest, 'headers'>): boolean {
  const { host = '', origin } = headers;
  if (!loopback.has(host.replace(/:\d+$/, ''))) return false;
  if (origin !== undefined && origin !== `http://${host}`) return false;
  const site = headers['sec-fetch-site'];
  return site === undefined || site === 'same-origin' || site === 'none';
}
