/** One call of the Graph API, taken apart: version, node, edge, fields and token. */
import type { FastifyRequest } from 'fastify';
import type { World } from './world.ts';

export const newestVersion = 'v26.0';
export type Verb = 'get' | 'post' | 'delete';
export type UploadedFile = { bytes: Buffer; mimeType: string; isTooBig: boolean };
export type GraphCall = {
  verb: Verb;
  version: string;
  /** First part of the path after the version, and what follows. */
  node: string;
  edge: string;
  path: string;
  /** Query and body together: Graph takes a parameter wherever it stands. */
  fields: Record<string, unknown>;
  file: UploadedFile | null;
  token: string | null;
  /** `http://host:port`, as the caller addressed us. */
  origin: string;
};

export function readPath(url: string): { version: string; node: string; edge: string; path: string } {
  const path = url.split('?')[0] ?? '';
  const parts = path.split('/').filter(Boolean);
  const version = /^v\d+\.\d+$/.test(parts[0] ?? '') ? (parts.shift() ?? newestVersion) : newestVersion;
  return { version, node: decode(parts.shift() ?? ''), edge: parts.join('/'), path };
}

function decode(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}

export function tokenOf(request: FastifyRequest, fields: Record<string, unknown>): string | null {
  const header = /^(?:Bearer|OAuth) (.+)$/i.exec(request.headers.authorization ?? '')?.[1];
  const token = header ?? fields.access_token;
  return typeof token === 'string' && token !== '' ? token : null;
}

export const appToken = ({ appId, appSecret }: World): string => `${appId}|${appSecret}`;

/** `fields=id,name,throughput{level}` → the names asked for; null when none were named. */
export function askedFields(fields: Record<string, unknown>): string[] | null {
  if (typeof fields.fields !== 'string' || fields.fields.trim() === '') return null;
  return fields.fields
    .replace(/[{(][^{}()]*[})]/g, '')
    .split(',')
    .map((name) => name.trim())
    .filter(Boolean);
}
