/** A Graph that answers what the test tells it to, and remembers what it was asked. */
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { text as readText } from 'node:stream/consumers';
import { onTestFinished } from 'vitest';

type Asked = { path: string; authorization: string | undefined; body: string; json: Record<string, unknown> };
export type Answer = (response: http.ServerResponse, asked: Asked) => void;

export type FakeGraph = {
  url: string;
  asked: Asked[];
  /** Texts of the messages it was asked to send, in order. */
  texts(): string[];
  /** For the next calls, one each; after them every send is accepted. */
  next(...answers: Answer[]): void;
  /** Resolves when it has been asked so many times in all. */
  askedTimes(count: number): Promise<void>;
};

export const json =
  (status: number, body: unknown, headers: Record<string, string> = {}): Answer =>
  (response) =>
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
export const graphError = (code: number, status = 400): Answer =>
  json(status, { error: { message: `(#${code})`, type: 'OAuthException', code, fbtrace_id: 'A' } });
export const accept = (wamid: string): Answer => json(200, { messaging_product: 'whatsapp', messages: [{ id: wamid }] });

/** An answer that waits until it is let go. */
export function held(answer: Answer): { answer: Answer; release(): void } {
  const waiting: (() => void)[] = [];
  return {
    answer: (response, asked) => void waiting.push(() => answer(response, asked)),
    release: () => {
      for (const answered of waiting.splice(0)) answered();
    },
  };
}

export async function openFakeGraph(): Promise<FakeGraph> {
  const asked: Asked[] = [];
  const script: Answer[] = [];
  const watchers = new Set<() => void>();
  let made = 0;

  const usual: Answer = (response, { path, json: body }) => {
    made += 1;
    if (path.endsWith('/media'))
      return json(200, { id: `upload-${made}` })(response, { path, body: '', json: {}, authorization: undefined });
    const answer = body.status === 'read' ? { success: true } : { messages: [{ id: `wamid.${made}` }] };
    json(200, answer)(response, { path, body: '', json: {}, authorization: undefined });
  };

  const server = http.createServer(async (request, response) => {
    const body = await readText(request);
    const one: Asked = { path: request.url ?? '', authorization: request.headers.authorization, body, json: parse(body) };
    asked.push(one);
    (script.shift() ?? usual)(response, one);
    for (const watch of watchers) watch();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  onTestFinished(async () => {
    server.closeAllConnections();
    await new Promise((closed) => server.close(closed));
  });

  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    texts: () => asked.flatMap((one) => textOf(one) ?? []),
    next: (...answers) => void script.push(...answers),
    askedTimes: (count) =>
      new Promise((resolve) => {
        const watch = () => {
          if (asked.length < count) return;
          watchers.delete(watch);
          resolve();
        };
        watchers.add(watch);
        watch();
      }),
  };
}

function parse(body: string): Record<string, unknown> {
  try {
    return JSON.parse(body) as Record<string, unknown>;
  } catch {
    return {};
  }
}

function textOf({ json: { text } }: Asked): string | undefined {
  return typeof text === 'object' && text !== null && 'body' in text ? String(text.body) : undefined;
}
