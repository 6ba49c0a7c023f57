import { describe, expect, test } from 'vitest';
import { createClient } from './create-client.ts';
import { NoAnswer, Refusal } from './refusal.ts';

type Asked = { url: string; init: RequestInit };

function openClient(answer: () => Response | Promise<Response>, personId: string | null = null) {
  const asked: Asked[] = [];
  let signedOut = 0;
  const call = createClient({
    fetch: async (url, init) => {
      asked.push({ url: String(url), init: init ?? {} });
      return answer();
    },
    language: () => 'ko',
    personId: () => personId,
    onSignedOut: () => {
      signedOut += 1;
    },
  });
  return { call, asked, signedOut: () => signedOut };
}

const json = (value: unknown, status = 200) => new Response(JSON.stringify(value), { status, headers: { 'x-request-id': 'r1' } });
const caseId = '00000000-0000-7000-8000-000000000001';

describe('a call', () => {
  test('puts ids into the path and the rest of a read into the query', async () => {
    const { call, asked } = openClient(() => json({ rows: [], next: null }));
    await call('listMessages', { caseId, limit: 20 });
    expect(asked[0]?.url).toBe(`/api/v1/cases/${caseId}/messages?limit=20`);
    expect(asked[0]?.init.method).toBe('GET');
  });

  test('puts the rest of a write into the body, with the key it was given', async () => {
    const { call, asked } = openClient(() => json({}));
    await call('sendMessage', { caseId, content: { kind: 'text', text: '네' } }, { key: 'client-key-1' });
    const init: RequestInit = asked[0]?.init ?? {};
    expect(JSON.parse(String(init.body))).toEqual({ content: { kind: 'text', text: '네' } });
    expect(new Headers(init.headers).get('idempotency-key')).toBe('client-key-1');
    expect(new Headers(init.headers).get('accept-language')).toBe('ko');
  });

  test('a refusal comes with its sentence and who can repair it', async () => {
    const problem = { code: 'window-shut', detail: '24시간 창이 닫혔습니다.', details: {} };
    const { call } = openClient(() => json(problem, 409));
    const error = await call('readCase', { caseId }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(Refusal);
    expect(error).toMatchObject({ code: 'window-shut', message: '24시간 창이 닫혔습니다.', repair: 'customer', requestId: 'r1' });
  });

  test('an ended session is told to the page, a wrong password is not', async () => {
    const gone = openClient(() => json({ code: 'signed-out', detail: '', details: {} }, 401));
    await expect(gone.call('listOffers', {})).rejects.toBeInstanceOf(Refusal);
    expect(gone.signedOut()).toBe(1);
    const wrong = openClient(() => json({ code: 'wrong-credentials', detail: '', details: {} }, 401));
    await expect(wrong.call('signIn', { email: 'a@b.c', password: 'x' })).rejects.toBeInstanceOf(Refusal);
    expect(wrong.signedOut()).toBe(0);
  });

  test('says whose page it is, or whose words they are; who is there now is asked of the cookie alone', async () => {
    const { call, asked } = openClient(() => json({ rows: [], next: null }), 'ana');
    await call('listMessages', { caseId });
    await call('sendMessage', { caseId, content: { kind: 'text', text: '네' } }, { personId: 'bo' });
    await call('readMe', {});
    await call('signIn', { email: 'a@b.c', password: 'x' });
    expect(asked.map(({ init }) => new Headers(init.headers).get('x-parley-person'))).toEqual(['ana', 'bo', null, null]);
  });

  test('a session that is somebody else’s by now is over for this page', async () => {
    const { call, signedOut } = openClient(() => json({ code: 'person-changed', detail: '', details: {} }, 401), 'ana');
    await expect(call('setMyState', { state: 'away' })).rejects.toMatchObject({ code: 'person-changed' });
    expect(signedOut()).toBe(1);
  });

  test('no network, no time and a broken server are told apart', async () => {
    const offline = openClient(() => Promise.reject(new TypeError('fetch failed')));
    await expect(offline.call('readMe', {})).rejects.toMatchObject({ reason: 'offline' });
    const broken = openClient(() => new Response('<html>', { status: 502 }));
    await expect(broken.call('readMe', {})).rejects.toBeInstanceOf(NoAnswer);
    const slow = createClient({
      fetch: (_url, init) => new Promise((_, reject) => init?.signal?.addEventListener('abort', () => reject(new Error('aborted')))),
      language: () => 'en',
      personId: () => null,
      onSignedOut: () => undefined,
    });
    await expect(slow('readMe', {}, { timeoutMs: 1 })).rejects.toMatchObject({ reason: 'too-slow' });
  });
});
