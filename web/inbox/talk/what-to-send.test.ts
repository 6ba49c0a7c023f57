import { describe, expect, test } from 'vitest';
import { nextCaseOf } from './next-case.ts';
import { checkPicture, fitInto } from './picture-check.ts';
import { isTooLong, whatToSend } from './what-to-send.ts';
import { fitted, panBy, zoomBy } from './zoom.ts';

const picture = (fileName: string) => ({ file: new Blob(['x']), fileName, width: 4, height: 3 });

describe('what a field becomes', () => {
  test('nothing but spaces is nothing', () => expect(whatToSend(' \n ', [])).toEqual([]));
  test('nothing that can be seen is nothing, and no caption', () => {
    expect(whatToSend(' \n\u200b ', [])).toEqual([]);
    expect(whatToSend('\u3164', [picture('a.png')])).toMatchObject([{ kind: 'image', caption: null }]);
  });
  test('a text is one message, without the spaces around it', () =>
    expect(whatToSend(' 네 \n', [])).toEqual([{ kind: 'text', text: '네' }]));
  test('with pictures it is the caption of the first', () => {
    expect(whatToSend('영수증입니다', [picture('a.png'), picture('b.png')])).toMatchObject([
      { kind: 'image', caption: '영수증입니다' },
      { kind: 'image', caption: null },
    ]);
  });
  test('a text longer than a caption follows as its own message', () => {
    expect(whatToSend('가'.repeat(1025), [picture('a.png')])).toMatchObject([{ kind: 'image', caption: null }, { kind: 'text' }]);
  });
  test('an emoji counts as one of 4096', () => {
    expect([isTooLong('😀'.repeat(4096)), isTooLong('가'.repeat(4097))]).toEqual([false, true]);
  });
});

describe('pictures before they leave', () => {
  const mb = 1024 * 1024;
  test.each([
    ['image/jpeg', mb, 'ready'],
    ['image/png', 5 * mb, 'ready'],
    ['image/png', 5 * mb + 1, 'too-large'],
    ['image/webp', mb, 'other-form'],
    ['image/svg+xml', 10, 'no-picture'],
    ['application/pdf', 10, 'no-picture'],
    ['', 10, 'no-picture'],
  ])('%s of %d bytes is %s', (type, size, verdict) => expect(checkPicture({ type, size })).toBe(verdict));
  test('shrinking keeps the shape and never enlarges', () => {
    expect(fitInto({ width: 4000, height: 3000 }, 2000)).toEqual({ width: 2000, height: 1500 });
    expect(fitInto({ width: 40, height: 30 }, 2000)).toEqual({ width: 40, height: 30 });
  });
});

describe('the viewer', () => {
  test('the point under the pointer stays there', () => {
    const near = zoomBy(fitted, 2, { x: 100, y: 50 });
    expect(near).toEqual({ scale: 2, x: -100, y: -50 });
    expect(zoomBy(near, 2, { x: 100, y: 50 })).toEqual({ scale: 4, x: -300, y: -150 });
  });
  test('never goes below the window, and only moves when it is larger', () => {
    expect(zoomBy({ scale: 1.2, x: 9, y: 9 }, 0.5)).toEqual(fitted);
    expect(panBy(fitted, 10, 10)).toEqual(fitted);
  });
});

describe('after resolving', () => {
  const row = (id: string, waits: boolean) => ({ id, waitingSince: waits ? '2026-11-24T05:00:00Z' : null }) as never;
  test('the next waiting case opens, round the end of the list', () => {
    expect(nextCaseOf([row('a', true), row('b', false), row('c', false)], 'b')).toBe('a');
    expect(nextCaseOf([row('a', false), row('b', false), row('c', true)], 'a')).toBe('c');
  });
  test('else the next one, else none', () => {
    expect(nextCaseOf([row('a', false), row('b', false)], 'a')).toBe('b');
    expect(nextCaseOf([row('a', true)], 'a')).toBeNull();
    expect(nextCaseOf([row('b', true)], 'gone')).toBe('b');
  });
});
