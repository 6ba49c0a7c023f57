/**
 * The one HTTP client to Meta, or to the sandbox that pretends to be it: another base URL, the same code. Every outcome is a value.
 * Tokens travel in the header only and appear in no outcome, so that none can reach a log.
 */
import { type Readable, Transform } from 'node:stream';
import { goneOr, readFound, readMarked, readSent, readUploaded } from './answers.ts';
import { capped } from './capped.ts';
import { type Asked, openWire, type Wire } from './exchange.ts';
import type { Downloaded, Found, Marked, Sent, Uploaded } from './outcome.ts';

type Account = { token: string; phoneNumberId: string };

export type Graph = {
  /** `body` is what `build.ts` made. */
  send(ask: Account & { body: Record<string, unknown> }): Promise<Sent>;
  uploadMedia(ask: Account & { mimeType: string; fileName: string; sizeBytes: number; bytes: Readable }): Promise<Uploaded>;
  readMedia(ask: Account & { providerMediaId: string }): Promise<Found>;
  /** The stream fails with `MediaTooLarge` beyond `maxBytes`, and when 30 s pass without a byte. */
  downloadMedia(ask: { token: string; url: string; maxBytes: number }): Promise<Downloaded>;
  /** Blue ticks for this message and all before it; with `isTyping` also "typing…" for up to 25 s. */
  markRead(ask: Account & { providerId: string; isTyping?: boolean }): Promise<Marked>;
  close(): void;
};

export type GraphPlace = {
  /** `https://graph.facebook.com`, or the sandbox. */
  baseUrl: string;
  version?: string;
  connectMs?: number;
  answerMs?: number;
};

/** Uploads carry up to 100 MB. */
const uploadMs = 120_000;
const silenceMs = 30_000;
const mostRedirects = 3;
const mediaHost = 'lookaside.fbsbx.com';

export function connectGraph({ baseUrl, version = 'v26.0', connectMs = 5_000, answerMs = 15_000 }: GraphPlace): Graph {
  const wire = openWire({ connectMs, maxSockets: 128 });
  const base = new URL(baseUrl);
  const at = (path: string) => new URL(`/${version}/${path}`, base);
  const post = (path: string, token: string, body: Record<string, unknown>) =>
    wire.ask({
      method: 'POST',
      url: at(path),
      headers: { ...identify(token), 'content-type': 'application/json' },
      body: JSON.stringify(body),
      timeoutMs: answerMs,
    });
  return {
    send: async ({ token, phoneNumberId, body }) => readSent(await post(`${phoneNumberId}/messages`, token, body)),
    markRead: async ({ token, phoneNumberId, providerId, isTyping }) =>
      readMarked(
        await post(`${phoneNumberId}/messages`, token, {
          messaging_product: 'whatsapp',
          status: 'read',
          message_id: providerId,
          ...(isTyping ? { typing_indicator: { type: 'text' } } : {}),
        }),
      ),
    uploadMedia: async ({ token, phoneNumberId, ...file }) =>
      readUploaded(await wire.ask(uploadRequest(at(`${phoneNumberId}/media`), token, file))),
    readMedia: async ({ token, phoneNumberId, providerMediaId }) => {
      const url = at(encodeURIComponent(providerMediaId));
      url.searchParams.set('phone_number_id', phoneNumberId);
      return readFound(await wire.ask({ method: 'GET', url, headers: identify(token), timeoutMs: answerMs }));
    },
    downloadMedia: ({ token, url, maxBytes }) => download(wire, base, { token, url, maxBytes }),
    close: () => wire.close(),
  };
}

const identify = (token: string) => ({ authorization: `Bearer ${token}`, 'user-agent': 'Parley/0.1', accept: '*/*' });

function uploadRequest(
  url: URL,
  token: string,
  { mimeType, fileName, sizeBytes, bytes }: { mimeType: string; fileName: string; sizeBytes: number; bytes: Readable },
): Asked {
  const boundary = 'parley-9f1c0f6f7c6d4a58b1f1';
  const field = (name: string, value: string) => `--${boundary}\r\nContent-Disposition: form-data; name="${name}"\r\n\r\n${value}\r\n`;
  const name = encodeURIComponent(fileName);
  const head = Buffer.from(
    field('messaging_product', 'whatsapp') +
      field('type', mimeType) +
      `--${boundary}\r\nContent-Disposition: form-data; name="file"; filename="${name}"\r\nContent-Type: ${mimeType}\r\n\r\n`,
  );
  const tail = Buffer.from(`\r\n--${boundary}--\r\n`);
  const framed = bytes.pipe(
    new Transform({
      construct(ready) {
        this.push(head);
        ready();
      },
      transform: (part, _, done) => done(null, part),
      flush: (done) => done(null, tail),
    }),
  );
  bytes.once('error', (error) => framed.destroy(error));
  return {
    method: 'POST',
    url,
    headers: { ...identify(token), 'content-type': `multipart/form-data; boundary=${boundary}` },
    body: { stream: framed, sizeBytes: head.length + sizeBytes + tail.length },
    timeoutMs: uploadMs,
  };
}

/** The token goes to Meta's two hosts only; wherever a redirect points is checked again. */
function isMetas(url: URL, base: URL): boolean {
  if (url.origin === base.origin) return true;
  return base.protocol === 'https:' && url.origin === `https://${mediaHost}`;
}

const parseUrl = (text: string, base: URL): URL | null => (URL.canParse(text, base.href) ? new URL(text, base) : null);

async function download(wire: Wire, base: URL, ask: { token: string; url: string; maxBytes: number }): Promise<Downloaded> {
  let url = ask.url;
  for (let hop = 0; hop <= mostRedirects; hop += 1) {
    const target = parseUrl(url, base);
    if (target === null || !isMetas(target, base)) return { kind: 'forbidden', host: target?.host ?? '' };
    const opened = await wire.open({ method: 'GET', url: target, headers: identify(ask.token), timeoutMs: silenceMs });
    if (opened.kind !== 'opened') return { kind: 'later', afterMs: 1_000, code: null, scope: 'message' };
    const { status, headers, body } = opened;
    if (status >= 300 && status < 400 && headers.location !== undefined) {
      body.resume();
      url = new URL(headers.location, target).href;
      continue;
    }
    if (status !== 200) {
      body.resume();
      return goneOr(status);
    }
    const sizeBytes = headers['content-length'] === undefined ? null : Number(headers['content-length']);
    if (sizeBytes !== null && sizeBytes > ask.maxBytes) {
      body.destroy();
      return { kind: 'too-large' };
    }
    return {
      kind: 'bytes',
      body: capped(body, { maxBytes: ask.maxBytes, silenceMs }),
      sizeBytes,
      mimeType: headers['content-type'] ?? null,
    };
  }
  return { kind: 'forbidden', host: 'too many redirects' };
}
