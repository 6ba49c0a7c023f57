import { describe, expect, test } from 'vitest';
import type { MessageView } from '../shapes.ts';
import { colourOf, formatNumber, initialsOf } from './names.ts';
import { pathOf, phonesOf } from './route.ts';
import { type Draft, firstState, reduce, type State } from './state.ts';
import { tickOf } from './tick-of.ts';
import { fill, wordsOf } from './words.ts';

const chat = { customerId: 'c1', phoneNumberId: '9' };
const message = (wamid: string, at: number, changes: Partial<MessageView> = {}): MessageView => ({
  ...chat,
  wamid,
  at,
  direction: 'in',
  content: { type: 'text', body: wamid },
  quote: null,
  status: 'sent',
  statusAt: at,
  errorCode: null,
  isReadByBusiness: false,
  ...changes,
});
const draft = (id: string, text: string): Draft => ({ id, chat, text, picture: null, quoted: null, at: 0, hasFailed: false });
const opened = reduce(firstState, { kind: 'chat', chat, messages: [] });
const shown = (state: State) => (state.chats['9/c1'] ?? []).map(({ wamid }) => wamid);

describe('what the pages know', () => {
  test('messages stand in the order of time, and news about one replaces it', () => {
    const told = [message('b', 20), message('a', 10), message('b', 20, { status: 'delivered' })];
    const state = told.reduce((known, each) => reduce(known, { kind: 'message', message: each }), opened);
    expect(shown(state)).toEqual(['a', 'b']);
    expect(state.chats['9/c1']?.[1]?.status).toBe('delivered');
  });

  test('a chat nobody has opened is not begun by half', () => {
    expect(shown(reduce(firstState, { kind: 'message', message: message('a', 1) }))).toEqual([]);
  });

  test('a message the stream tells of before its call has ended takes the place of its draft, one for one', () => {
    const writing = ['d1', 'd2'].reduce((state, id) => reduce(state, { kind: 'draft', draft: draft(id, '네') }), opened);
    const once = reduce(writing, { kind: 'message', message: message('w1', 1, { content: { type: 'text', body: '네' } }) });
    expect(once.drafts.map(({ id }) => id)).toEqual(['d2']);
    const again = reduce(once, { kind: 'message', message: message('w1', 1, { status: 'delivered' }) });
    expect(again.drafts).toHaveLength(1);
    const answer = message('o1', 2, { direction: 'out', content: { type: 'text', body: '네' } });
    expect(reduce(again, { kind: 'message', message: answer }).drafts).toHaveLength(1);
  });
});

describe('how things are written', () => {
  test('ticks tell how far an own message got', () => {
    const tick = (status: MessageView['status'], isReadByBusiness = false) => tickOf({ status, isReadByBusiness });
    expect([tick('accepted'), tick('sent'), tick('delivered'), tick('sent', true)]).toEqual(['queued', 'sent', 'delivered', 'read']);
  });

  test('numbers, initials and colours', () => {
    expect(formatNumber('821000000011')).toBe('+82 10-0000-0011');
    expect(formatNumber('447700900111')).toBe('+44 7700 900111');
    expect(['오하늘', '단비 리빙', 'Ines Duarte', '🙂'].map(initialsOf)).toEqual(['하늘', '단비', 'ID', '🙂']);
    expect(colourOf('c1')).toBe(colourOf('c1'));
  });

  test('the address names up to three phones and forgets the rest', () => {
    expect(phonesOf('/phones/a,b,a,c,d')).toEqual(['a', 'b', 'c']);
    expect(phonesOf('/')).toEqual([]);
    expect(pathOf(phonesOf('/phones/a,b'))).toBe('/phones/a,b');
  });

  test('both languages have every sentence, with the same places to fill', () => {
    const [ko, en] = [wordsOf('ko'), wordsOf('en')];
    for (const key of Object.keys(en) as (keyof typeof en)[]) {
      if (key === 'tells') continue;
      const places = (sentence: string) => (sentence.match(/\{\w+\}/g) ?? []).toSorted();
      expect(places(ko[key]), key).toEqual(places(en[key]));
    }
    expect(Object.keys(ko.tells)).toEqual(Object.keys(en.tells));
    expect(fill('{a}–{b}', { a: 1, b: 'x' })).toBe('1–x');
  });
});
