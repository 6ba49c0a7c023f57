import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { openLog } from './log.ts';

function written(work: (log: ReturnType<typeof openLog>) => void): string {
  let text = '';
  const sink = new Writable({
    write(chunk, _encoding, done) {
      text += String(chunk);
      done();
    },
  });
  work(openLog('info', sink));
  return text;
}

test('known fields are written, everything else is left out', () => {
  const text = written((log) => log.info({ caseId: 'c1', text: 'canary text', number: '+82 10-1234-5678', token: 'EAAB-canary' }, 'Sent.'));
  expect(JSON.parse(text)).toMatchObject({ level: 'info', caseId: 'c1', msg: 'Sent.' });
  expect(text).not.toMatch(/canary|1234/);
});

test('a known field that holds an object is left out, so nothing rides inside it', () => {
  expect(written((log) => log.info({ reason: { text: 'canary' } }, 'No.'))).not.toContain('canary');
});

test('an error keeps its name, code and place, not the words other programs quote values in', () => {
  const failure = Object.assign(new Error('invalid input "canary"'), { code: '22P02', detail: 'canary' });
  const text = written((log) => log.error({ err: new Error('canary too', { cause: failure }) }, 'Broken.'));
  expect(text).not.toContain('canary');
  expect(JSON.parse(text)).toMatchObject({ err: { name: 'Error', cause: { code: '22P02' } } });
});

test('a child logger keeps the same rule', () => {
  expect(written((log) => log.child({ traceId: 't1', body: 'canary' }).info('Read.'))).not.toContain('canary');
});
