import { describe, expect, test } from 'vitest';
import { mayControl } from './control-guard.ts';
import { openStage } from './testing.ts';

const haneul = 'c821000000011';

describe('who may drive the sandbox', () => {
  test.each<[string, Record<string, string>, boolean]>([
    ['a program on this machine', { host: '127.0.0.1:8090' }, true],
    ['a page of its own', { host: 'localhost:8090', origin: 'http://localhost:8090', 'sec-fetch-site': 'same-origin' }, true],
    ['an address typed by hand', { host: 'localhost:8090', 'sec-fetch-site': 'none' }, true],
    ['a page from elsewhere', { host: 'localhost:8090', origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' }, false],
    ['a page on another port', { host: 'localhost:8090', origin: 'http://localhost:3000', 'sec-fetch-site': 'same-site' }, false],
    ['a page behind a name pointed at this machine', { host: 'evil.example:8090' }, false],
    ['a picture on a foreign page', { host: 'localhost:8090', 'sec-fetch-site': 'cross-site' }, false],
  ])('%s', (_, headers, may) => expect(mayControl({ headers })).toBe(may));

  test('the guard stands before everything below /control', async () => {
    const { sandbox } = await openStage();
    const answer = await fetch(`${sandbox.baseUrl}/control/connection`, { headers: { origin: 'https://evil.example' } });
    expect(answer.status).toBe(403);
    expect(await answer.text()).not.toContain('appSecret');
  });
});

describe('the control desk', () => {
  test('phones are added with a free number, or with one that fails on purpose', async () => {
    const { driver } = await openStage();
    const minsu = await driver.adds({ name: '이민수', language: 'ko' });
    expect(minsu.number).toMatch(/^8210000000\d\d$/);
    expect((await driver.adds({ name: 'Ada', language: 'en' })).number).toMatch(/^447700900\d{3}$/);
    expect((await driver.adds({ name: '결번', language: 'ko', suffix: '0901' })).number).toMatch(/0901$/);
    expect(await driver.adds({ name: 'Mo', language: 'en', username: 'mo.hidden' })).toMatchObject({ isPhoneHidden: true });
    await expect(driver.adds({ name: 'again', language: 'ko', number: minsu.number })).rejects.toThrow('409');
    await expect(driver.adds({ name: 'again', language: 'en', username: 'mo.hidden' })).rejects.toThrow('409');
  });

  test('a name is what can be seen of it', async () => {
    const { driver } = await openStage();
    const nameOf = async (name: string) => (await driver.adds({ name, language: 'ko' })).name;
    expect(await nameOf('\u202egnp.exe')).toBe('gnp.exe');
    expect(await nameOf(' 두\n줄\u200b ')).toBe('두 줄');
    expect(await nameOf('👩‍👧 가족')).toBe('👩‍👧 가족');
    for (const name of ['', '   ', '\u200b\u200d']) await expect(nameOf(name)).rejects.toThrow('A name is needed.');
  });

  test('what makes no sense is refused with a sentence', async () => {
    const { driver } = await openStage();
    await expect(driver.writes('c1', 'hi')).rejects.toThrow('There is no customer c1.');
    await expect(driver.writes(haneul, '')).rejects.toThrow('400');
    await expect(driver.writes(haneul, 'hi', { quotedWamid: 'wamid.other' })).rejects.toThrow('not in this chat');
    await expect(driver.sendsPicture(haneul, { bytes: Buffer.from('nothing'), mimeType: 'image/png' })).rejects.toThrow(
      'This is no picture.',
    );
    await expect(driver.settings({ duplicates: 99 })).rejects.toThrow('duplicates');
    await expect(driver.moveClock(-1)).rejects.toThrow('byMs');
  });

  test('names that every object has are no webhooks', async () => {
    const { sandbox } = await openStage();
    for (const id of ['constructor', '__proto__', 'toString']) {
      expect((await fetch(`${sandbox.baseUrl}/control/webhooks/${id}`)).status).toBe(404);
      expect((await fetch(`${sandbox.baseUrl}/control/webhooks/${id}/resend`, { method: 'POST' })).status).toBe(404);
    }
  });

  test('a stream tells every change in words that replace what was known', async () => {
    const { driver, sandbox, sends } = await openStage();
    const stream = await listen(`${sandbox.baseUrl}/control/stream`);
    const written = await driver.writes(haneul, 'hi');
    await stream.until(({ kind }) => kind === 'webhook');
    await driver.settle();
    await sends({ status: 'read', message_id: written.wamid, typing_indicator: { type: 'text' } });
    await stream.until(({ kind, message }) => kind === 'message' && message?.isReadByBusiness === true);
    const kinds = stream.told.map(({ kind }) => kind);
    expect(kinds).toContain('typing');
    expect(kinds).toContain('customer');
    expect(stream.told.filter(({ kind }) => kind === 'message').map(({ message }) => message?.status)).toEqual([
      'sent',
      'delivered',
      'delivered',
    ]);
    stream.end();
  });
});

type Line = { kind: string; message?: { status: string; isReadByBusiness: boolean } };

async function listen(url: string): Promise<{ told: Line[]; until(is: (line: Line) => boolean): Promise<void>; end(): void }> {
  const over = new AbortController();
  const answer = await fetch(url, { signal: over.signal });
  const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
  const told: Line[] = [];
  let rest = '';
  return {
    told,
    end: () => over.abort(),
    until: async (is) => {
      while (!told.some(is)) {
        const { value = '', done } = (await reader?.read()) ?? { done: true };
        if (done) throw new Error('The stream ended.');
        const parts = `${rest}${value}`.split('\n\n');
        rest = parts.pop() ?? '';
        for (const part of parts) if (part.startsWith('data: ')) told.push(JSON.parse(part.slice(6)) as Line);
      }
    },
  };
}
