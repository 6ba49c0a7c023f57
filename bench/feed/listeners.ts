/** A thousand browsers in a process of their own: each reads its stream in full and notes how long what it hears took to come. */
import http from 'node:http';

export type Ask = { open: { port: number; path: string; tokens: string[] } } | 'measure' | 'report' | 'reopen';
export type Answer = { opened: { ms: number; count: number } } | { heard: Heard } | 'measuring';
export type Heard = { deliveries: number; p50Ms: number; p99Ms: number; worstMs: number };

type Browser = { token: string; lastId: string; request: http.ClientRequest | null };

const nowMs = () => performance.timeOrigin + performance.now();
let address = { port: 0, path: '' };
let browsers: Browser[] = [];
let latencies: number[] = [];

/** The moment an event was written stands in its trace, so that nothing has to be matched. */
const marks = /bench-(\d+\.\d+)/g;

function open(browser: Browser): Promise<void> {
  browser.request?.destroy();
  return new Promise((resolve) => {
    const headers = { cookie: `parley-session=${browser.token}`, ...(browser.lastId ? { 'last-event-id': browser.lastId } : {}) };
    const request = http.get({ ...address, host: '127.0.0.1', headers, agent: false }, (response) => {
      response.setEncoding('utf8');
      response.on('data', (text: string) => {
        if (text.includes('event: hello')) resolve();
        hear(browser, text);
      });
      response.on('error', () => undefined);
    });
    request.on('error', () => setTimeout(() => void open(browser).then(resolve), 200));
    browser.request = request;
  });
}

function hear(browser: Browser, text: string): void {
  const at = nowMs();
  const ids = text.match(/^id: .*$/gm);
  browser.lastId = ids?.at(-1)?.slice(4) ?? browser.lastId;
  for (const mark of text.matchAll(marks)) latencies.push(at - Number(mark[1]));
}

async function openAll(): Promise<Answer> {
  const began = nowMs();
  await Promise.all(browsers.map(open));
  return { opened: { ms: nowMs() - began, count: browsers.length } };
}

function heard(): Heard {
  const sorted = Float64Array.from(latencies).sort();
  const at = (share: number) => sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
  return { deliveries: sorted.length, p50Ms: at(0.5), p99Ms: at(0.99), worstMs: at(1) };
}

async function answer(ask: Ask): Promise<Answer> {
  if (ask === 'report') return { heard: heard() };
  if (ask === 'reopen') return openAll();
  if (ask === 'measure') {
    latencies = [];
    return 'measuring';
  }
  address = ask.open;
  browsers = ask.open.tokens.map((token) => ({ token, lastId: '', request: null }));
  return openAll();
}

process.on('message', (ask: Ask) => void answer(ask).then((given) => process.send?.(given)));
