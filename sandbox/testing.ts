/** For tests: a sandbox on a clock that stands still, and a business that listens to it. */
import { createHmac, timingSafeEqual } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { standingClock } from './clock.ts';
import { type Connection, type Driver, openDriver } from './driver.ts';
import { type Sandbox, startSandbox } from './start.ts';

/** Monday morning in Seoul. */
export const start = Date.UTC(2026, 10, 23, 1, 0, 0);

type Value = Record<string, unknown> & { messages?: Record<string, unknown>[]; statuses?: Record<string, unknown>[] };
export type Heard = { raw: string; value: Value; isSigned: boolean };
export type Business = {
  url: string;
  heard: Heard[];
  /** How the next webhooks are answered; then 200 again. */
  answers: number[];
  clockOffsets: number[];
  /** The words of what was heard: `text`, `sent`, `failed` … */
  words(): string[];
};

export async function openBusiness(connection: Pick<Connection, 'appSecret' | 'verifyToken'>): Promise<Business> {
  const business: Business = {
    url: '',
    heard: [],
    answers: [],
    clockOffsets: [],
    words: () => business.heard.map(({ value }) => wordOf(value)),
  };
  const server = createServer(async (request, response) => {
    const url = new URL(request.url ?? '/', 'http://business');
    if (request.method === 'GET') {
      const isRight = url.searchParams.get('hub.verify_token') === connection.verifyToken;
      return response.writeHead(isRight ? 200 : 403).end(isRight ? url.searchParams.get('hub.challenge') : '');
    }
    const parts: Buffer[] = [];
    for await (const part of request) parts.push(part as Buffer);
    const raw = Buffer.concat(parts);
    const isSigned = isRight(raw, connection.appSecret, String(request.headers['x-hub-signature-256']));
    const body = JSON.parse(raw.toString('latin1')) as { offsetMs: number; entry: { changes: { value: Value }[] }[] };
    if (url.pathname === '/sandbox/clock') {
      if (isSigned) business.clockOffsets.push(body.offsetMs);
      return response.writeHead(isSigned ? 200 : 401).end();
    }
    const status = business.answers.shift() ?? 200;
    const value = body.entry[0]?.changes[0]?.value;
    if (value) business.heard.push({ raw: raw.toString('latin1'), value, isSigned });
    return response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  business.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhooks/whatsapp/app`;
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return business;
}

function isRight(raw: Buffer, secret: string, header: string): boolean {
  const right = Buffer.from(`sha256=${createHmac('sha256', secret).update(raw).digest('hex')}`);
  return header.length === right.length && timingSafeEqual(Buffer.from(header), right);
}

const wordOf = ({ messages, statuses }: Value): string => String(statuses?.[0]?.status ?? messages?.[0]?.type);

export type Stage = {
  sandbox: Sandbox;
  driver: Driver;
  connection: Connection;
  business: Business;
  folder: string;
  phoneNumberId: string;
  /** A call of the Graph API with the right token. */
  graph(
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<{ status: number; body: Record<string, unknown>; headers: Headers }>;
  sends(fields: Record<string, unknown>): ReturnType<Stage['graph']>;
};

export async function openStage(): Promise<Stage> {
  const folder = await mkdtemp(join(tmpdir(), 'parley-sandbox-'));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return openStageOn(folder);
}

export async function openStageOn(folder: string): Promise<Stage> {
  const sandbox = await startSandbox({ port: 0, folder, clock: standingClock(start) });
  onTestFinished(() => sandbox.stop());
  const driver = openDriver(sandbox.baseUrl);
  const connection = await driver.connection();
  const business = await openBusiness(connection);
  await driver.connect(business.url);
  const phoneNumberId = connection.numbers[0]?.phoneNumberId ?? '';
  const graph: Stage['graph'] = async (method, path, body, headers = {}) => {
    const sent = body === undefined ? {} : { body: body instanceof FormData ? body : JSON.stringify(body) };
    const type: Record<string, string> = body === undefined || body instanceof FormData ? {} : { 'content-type': 'application/json' };
    const auth = { authorization: `Bearer ${connection.accessToken}` };
    const answer = await fetch(new URL(`/v26.0/${path}`, sandbox.baseUrl), { method, headers: { ...auth, ...type, ...headers }, ...sent });
    return { status: answer.status, body: (await answer.json()) as Record<string, unknown>, headers: answer.headers };
  };
  const sends: Stage['sends'] = (fields) => graph('POST', `${phoneNumberId}/messages`, { messaging_product: 'whatsapp', ...fields });
  return { sandbox, driver, connection, business, folder, phoneNumberId, graph, sends };
}

/** The body of a fixture. */
export async function fixture(name: string): Promise<Record<string, unknown>> {
  const text = await readFile(new URL(`../cloud-api/fixtures/${name}.json`, import.meta.url), 'utf8');
  return (JSON.parse(text) as { body: Record<string, unknown> }).body;
}

/** Values → their kinds, so that two bodies can be compared by their shape. */
export function shape(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(shape);
  if (typeof value !== 'object' || value === null) return typeof value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, shape(inner)]));
}
