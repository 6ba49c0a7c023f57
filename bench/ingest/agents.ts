/**
 * Fifty agents at work, in a process of their own, beside the Graph that takes what they send. Each has the event stream open, accepts
 * what is offered as soon as it hears of it, and every four seconds answers a case, or closes one it has answered: the customer's next
 * word then opens a new one, which runs the starter script and is offered.
 */
import { randomUUID } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';

export type Staff = { port: number; tokens: string[] };
export type Report = { graphUrl: string } | { worked: Work };
export type Work = { accepted: number; answered: number; closed: number; refused: number; taken: number };

const thinkMs = 4_000;
const work: Work = { accepted: 0, answered: 0, closed: 0, refused: 0, taken: 0 };
const wires = new http.Agent({ keepAlive: true, maxSockets: 200 });

type Asked = { port: number; token: string; method: string; path: string; body?: unknown };

function ask<Answer>({ port, token, method, path, body }: Asked): Promise<Answer | undefined> {
  return new Promise((resolve) => {
    const headers = { cookie: `parley-session=${token}`, 'content-type': 'application/json', 'idempotency-key': randomUUID() };
    const request = http.request({ port, host: '127.0.0.1', method, path: `/api/v1${path}`, headers, agent: wires }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () => {
        const isGood = response.statusCode !== undefined && response.statusCode < 300;
        if (!isGood) work.refused += 1;
        resolve(isGood ? (JSON.parse(Buffer.concat(parts).toString()) as Answer) : undefined);
      });
    });
    request.on('error', () => resolve(undefined));
    request.end(body === undefined ? undefined : JSON.stringify(body));
  });
}

async function beAgent({ port, token, place }: { port: number; token: string; place: number }): Promise<void> {
  const send = <Answer>(method: string, path: string, body?: unknown) => ask<Answer>({ port, token, method, path, body });
  const mine: { caseId: string; isAnswered: boolean }[] = [];
  let isTaking = false;
  const take = async () => {
    if (isTaking) return;
    isTaking = true;
    const offers = await send<{ rows: { id: string }[] }>('GET', '/offers');
    for (const { id } of offers?.rows ?? []) {
      const taken = await send<{ case: { id: string } }>('POST', `/offers/${id}/accept`, {});
      if (!taken) continue;
      mine.push({ caseId: taken.case.id, isAnswered: false });
      work.accepted += 1;
    }
    isTaking = false;
  };
  const act = async () => {
    const next = mine[0];
    if (!next) return take();
    if (!next.isAnswered) {
      const input = { content: { kind: 'text', text: '네, 오늘 오후에 도착해요. 조금만 기다려 주세요!' }, quoteMessageId: null };
      if (await send('POST', `/cases/${next.caseId}/messages`, input)) work.answered += 1;
      next.isAnswered = true;
      return;
    }
    mine.shift();
    await send('POST', `/cases/${next.caseId}/status`, { status: 'resolved' });
    if (await send('POST', `/cases/${next.caseId}/status`, { status: 'closed' })) work.closed += 1;
  };
  await listen({ port, token, heard: () => void take() });
  await send('PUT', '/agents/me/state', { state: 'available' });
  await new Promise((resolve) => setTimeout(resolve, (place * thinkMs) / 50));
  setInterval(() => void act(), thinkMs);
}

type Listening = { port: number; token: string; heard(): void };

/** Resolves once the stream is open. What it says is read in full, as a browser must; only offers make the agent act. */
function listen({ port, token, heard }: Listening): Promise<void> {
  return new Promise((resolve) => {
    const headers = { cookie: `parley-session=${token}` };
    const request = http.get({ port, host: '127.0.0.1', path: '/api/v1/feed', headers, agent: false }, (response) => {
      resolve();
      response.on('data', (chunk: Buffer) => {
        if (chunk.includes('"offer":{')) heard();
      });
      response.on('close', () => setTimeout(() => void listen({ port, token, heard }), 1_000));
    });
    request.on('error', () => setTimeout(() => void listen({ port, token, heard }).then(resolve), 1_000));
  });
}

/** Takes everything at once, as Meta does below its limits. */
async function openGraph(): Promise<string> {
  const server = http.createServer((request, response) => {
    request.resume();
    request.on('end', () => {
      work.taken += 1;
      const body = { messaging_product: 'whatsapp', success: true, messages: [{ id: `wamid.HBgM${randomUUID()}` }] };
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body));
    });
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

process.on('message', (told: Staff | 'report') => {
  if (told === 'report') process.send?.({ worked: work } satisfies Report);
  else for (const [place, token] of told.tokens.entries()) void beAgent({ port: told.port, token, place });
});
process.send?.({ graphUrl: await openGraph() } satisfies Report);
