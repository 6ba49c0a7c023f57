import { describe, expect, test } from 'vitest';
import { openRecent } from './recent.ts';
import { sseParser } from './sse.ts';
import { type FeedNews, openStream } from './stream.ts';
import { event } from './testdata.ts';

describe('server-sent events', () => {
  test('come out whole, however the bytes were cut', () => {
    const parse = sseParser();
    const text = 'id: 7\nevent: change\ndata: [1,\ndata: 2]\n\n: a comment\n\nevent: beat\ndata: {}\n\n';
    const events = [...text].flatMap((sign) => parse(sign));
    expect(events).toEqual([
      { event: 'change', id: '7', data: '[1,\n2]' },
      { event: 'beat', id: '7', data: '{}' },
    ]);
  });
});

/** A server whose streams the test writes by hand. */
function openScene() {
  const requests: Headers[] = [];
  const posts: string[] = [];
  const answers: (() => Response)[] = [];
  const news: FeedNews[] = [];
  const timers: { ms: number; run: () => void; isOff: boolean }[] = [];
  const stream = openStream({
    fetch: async (url, init) => {
      if (init?.method === 'POST') {
        posts.push(`${url} ${init.body}`);
        return new Response(null, { status: 204 });
      }
      requests.push(new Headers(init?.headers));
      const answer = answers.shift();
      if (!answer) throw new TypeError('offline');
      return answer();
    },
    now: () => 1000,
    after: (ms, run) => {
      const timer = { ms, run, isOff: false };
      timers.push(timer);
      return () => {
        timer.isOff = true;
      };
    },
    tell: (each) => news.push(each),
  });
  const lines = (...blocks: string[]) => new Response(blocks.map((block) => `${block}\n\n`).join(''));
  const settled = () => new Promise((resolve) => setTimeout(resolve, 0));
  const states = () => news.flatMap((each) => (each.kind === 'state' ? [`${each.state}${each.isFresh ? ' fresh' : ''}`] : []));
  const pause = async () => {
    for (const timer of timers.filter(({ isOff, ms }) => !isOff && ms < 10_000)) {
      timer.isOff = true;
      timer.run();
    }
    for (let round = 0; round < 5; round += 1) await settled();
  };
  return { stream, posts, requests, answers, news, timers, states, pause, lines, settled };
}

test('a bare retry is told, one beside data is not', () => {
  const parse = sseParser();
  expect(parse('retry: 60000\n\nretry: 1000\nevent: beat\ndata: {}\n\nretry: soon\n\n')).toEqual([
    { event: 'retry', id: null, data: '60000' },
    { event: 'beat', id: null, data: '{}' },
  ]);
});

describe('the connection', () => {
  const hello = 'event: hello\ndata: {"streamId":"s","serverNow":"2026-11-22T05:00:00.000Z","version":"1"}';
  const change = (id: string) => `id: ${id}\nevent: change\ndata: ${JSON.stringify([event({ id })])}`;

  test('goes on behind the last event after the network was gone', async () => {
    const scene = openScene();
    scene.answers.push(() => scene.lines(hello, change('e41'), change('e42')));
    scene.stream.start('me');
    await scene.pause();
    expect(scene.states()).toEqual(['connecting', 'connected fresh', 'lost']);
    scene.answers.push(() => scene.lines(hello));
    await scene.pause();
    await scene.pause();
    expect(scene.requests.map((headers) => headers.get('last-event-id'))).toContain('e42');
    expect(scene.states()).toContain('connected');
    expect(scene.states().filter((state) => state === 'connected fresh')).toHaveLength(1);
    expect(new Set(scene.requests.map((headers) => headers.get('x-parley-person')))).toEqual(new Set(['me']));
  });

  test('a session that ended is told once and not asked for again', async () => {
    const scene = openScene();
    scene.answers.push(() => new Response('', { status: 401 }));
    scene.stream.start('me');
    await scene.pause();
    await scene.pause();
    expect(scene.states()).toEqual(['connecting', 'signed-out']);
    expect(scene.requests).toHaveLength(1);
  });

  test('whoever is sent away comes back when the server said, whoever is cut off by their own pauses', async () => {
    const scene = openScene();
    const pauses = () => scene.timers.filter(({ ms }) => ms !== 25_000).map(({ ms }) => ms);
    scene.answers.push(() => scene.lines('retry: 2345', hello, change('e1'), 'retry: 60000'));
    scene.stream.start('me');
    await scene.pause();
    expect(pauses()).toEqual([60_000]);
    scene.stream.stop();
    scene.answers.push(() => scene.lines('retry: 2345', hello, change('e1')));
    scene.stream.start('me');
    await scene.pause();
    expect(pauses()[1]).toBe(300);
  });

  test('each beat is answered with the name of the stream', async () => {
    const scene = openScene();
    scene.answers.push(() => scene.lines(hello, 'event: beat\ndata: {"serverNow":"2026-11-22T05:00:10.000Z"}'));
    scene.stream.start('me');
    await scene.pause();
    expect(scene.posts).toEqual(['/api/v1/feed/pulse {"streamId":"s"}']);
    expect(scene.news.filter((each) => each.kind === 'clock')).toHaveLength(2);
  });

  test('a second tab of the same person joins, and after the session ended a new stream begins', async () => {
    const scene = openScene();
    scene.answers.push(() => new Response(new ReadableStream()));
    expect(scene.stream.start('me')).toBe(true);
    await scene.settled();
    expect(scene.stream.start('me')).toBe(false);
    scene.stream.stop();
    expect(scene.stream.start('me')).toBe(true);
    scene.stream.stop();
  });

  test('changed access starts a fresh stream', async () => {
    const scene = openScene();
    scene.answers.push(() => scene.lines(hello, change('e1'), 'event: access-changed\ndata: {}'));
    scene.answers.push(() => scene.lines(hello));
    scene.stream.start('me');
    await scene.pause();
    await scene.pause();
    expect(scene.news.some((each) => each.kind === 'access-changed')).toBe(true);
    expect(scene.requests.at(1)?.get('last-event-id')).toBeNull();
  });
});

test('recent events are found behind a mark, also after old ones were let go', () => {
  const recent = openRecent();
  recent.keep(Array.from({ length: 1500 }, () => event({})));
  const mark = recent.mark();
  const later = Array.from({ length: 1500 }, () => event({}));
  recent.keep(later);
  expect(recent.since(mark)).toEqual(later);
});
