/** Cookies: `__Host-` and Secure under https, plain names on loopback and in an insecure LAN (T45). */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Config } from '../config.ts';
import type { CookieOptions } from './call.ts';

const isSecure = (config: Config): boolean => config.publicUrl.startsWith('https://');
const sessionSeconds = 7 * 86_400;

export const cookieName = (config: Config, name: string): string => (isSecure(config) ? `__Host-parley-${name}` : `parley-${name}`);

export const readSessionToken = (request: FastifyRequest, config: Config): string | undefined =>
  request.cookies[cookieName(config, 'session')];

export type Cookie = { name: string; value: string | null; options: CookieOptions };

export function writeCookie(reply: FastifyReply, config: Config, cookie: Cookie): void {
  const options = { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure(config) } as const;
  const name = cookieName(config, cookie.name);
  if (cookie.value === null) reply.clearCookie(name, options);
  else reply.setCookie(name, cookie.value, { ...options, maxAge: cookie.options.maxAgeSeconds ?? sessionSeconds });
}
