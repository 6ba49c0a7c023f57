import { describe, expect, test } from 'vitest';
import { composerAct, type KeyPress } from './composer-keys.ts';
import { composerMode } from './composer-mode.ts';
import { toggleMark } from './marks.ts';

const press = (part: Partial<KeyPress>): KeyPress => ({
  key: 'Enter',
  code: 'Enter',
  ctrlKey: false,
  metaKey: false,
  shiftKey: false,
  altKey: false,
  isComposing: false,
  keyCode: 13,
  ...part,
});
const field = { enterSends: true, isEmpty: false };

describe('keys of the composer', () => {
  test('Enter sends', () => expect(composerAct(press({}), field)).toBe('send'));
  test('Enter that ends a Hangul syllable does not send', () => {
    expect(composerAct(press({ isComposing: true }), field)).toBeNull();
    expect(composerAct(press({ keyCode: 229 }), field)).toBeNull();
    expect(composerAct(press({ keyCode: 229, ctrlKey: true, shiftKey: true }), field)).toBeNull();
  });
  test('Escape and arrows belong to the input method too', () => {
    expect(composerAct(press({ key: 'Escape', isComposing: true }), field)).toBeNull();
    expect(composerAct(press({ key: 'ArrowUp', isComposing: true }), { ...field, isEmpty: true })).toBeNull();
  });
  test('Shift+Enter is a new line', () => expect(composerAct(press({ shiftKey: true }), field)).toBeNull());
  test('where Enter means a new line, Ctrl or ⌘ with it sends', () => {
    const newline = { ...field, enterSends: false };
    expect(composerAct(press({}), newline)).toBeNull();
    expect(composerAct(press({ ctrlKey: true }), newline)).toBe('send');
    expect(composerAct(press({ metaKey: true }), newline)).toBe('send');
  });
  test('Ctrl+Shift+Enter sends, resolves and goes on', () => {
    expect(composerAct(press({ ctrlKey: true, shiftKey: true }), field)).toBe('send-resolve-next');
  });
  test('marks go by the place of the key, so a Korean layout has them', () => {
    expect(composerAct(press({ key: 'ㅠ', code: 'KeyB', ctrlKey: true, keyCode: 66 }), field)).toBe('bold');
    expect(composerAct(press({ key: 'ㅑ', code: 'KeyI', ctrlKey: true, keyCode: 73 }), field)).toBe('italic');
    expect(composerAct(press({ key: 'ㅌ', code: 'KeyX', ctrlKey: true, shiftKey: true, keyCode: 88 }), field)).toBe('strike');
    expect(composerAct(press({ key: 'x', code: 'KeyX', ctrlKey: true, keyCode: 88 }), field)).toBeNull();
  });
  test('arrow up chooses the last own message only from an empty field', () => {
    const up = press({ key: 'ArrowUp', code: 'ArrowUp', keyCode: 38 });
    expect(composerAct(up, { ...field, isEmpty: true })).toBe('last-own');
    expect(composerAct(up, field)).toBeNull();
  });
});

describe('marks', () => {
  test('wrap the chosen words without the spaces around them', () => {
    expect(toggleMark({ text: '내일 오후 도착', start: 2, end: 6 }, '*')).toEqual({ text: '내일 *오후* 도착', start: 4, end: 6 });
  });
  test('come off again, whether they were chosen with the words or stand around them', () => {
    expect(toggleMark({ text: 'a *b* c', start: 3, end: 4 }, '*')).toEqual({ text: 'a b c', start: 2, end: 3 });
    expect(toggleMark({ text: 'a *b* c', start: 2, end: 5 }, '*')).toEqual({ text: 'a b c', start: 2, end: 3 });
  });
  test('with nothing chosen the caret stands between a pair', () => {
    expect(toggleMark({ text: '', start: 0, end: 0 }, '_')).toEqual({ text: '__', start: 1, end: 1 });
  });
});

describe('what the composer may do', () => {
  const now = Date.parse('2026-11-24T05:00:00Z');
  const row = { status: 'open' as const, windowClosesAt: '2026-11-24T07:00:00Z' };
  const refusal = (code: string) => ({ code, ko: `${code} ko`, en: `${code} en` });

  test('an open window is open, with its clock', () => {
    expect(composerMode(row, null, now)).toMatchObject({ kind: 'open', window: { phase: 'open', leftMs: 7_200_000 } });
  });
  test('it closes by itself when the clock reaches the instant, whatever the server said before', () => {
    expect(composerMode(row, null, now + 7_200_000)).toMatchObject({ kind: 'blocked', why: 'window-shut' });
  });
  test('it opens by itself when the customer writes, whatever the server said before', () => {
    expect(composerMode(row, refusal('window-shut'), now).kind).toBe('open');
  });
  test('a missing permission says so in the server’s words and stays', () => {
    expect(composerMode(row, refusal('not-permitted'), now)).toEqual({
      kind: 'blocked',
      why: 'no-permission',
      sentence: { ko: 'not-permitted ko', en: 'not-permitted en' },
    });
    expect(composerMode(row, refusal('channel-paused'), now)).toMatchObject({ why: 'paused' });
  });
  test('a closed case takes nothing more; a customer who never wrote cannot be written to freely', () => {
    expect(composerMode({ ...row, status: 'closed' }, null, now)).toMatchObject({ why: 'case-over' });
    expect(composerMode({ ...row, windowClosesAt: null }, null, now)).toMatchObject({ why: 'never-written' });
  });
});
