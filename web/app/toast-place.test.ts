import { expect, test } from 'vitest';
import { findToastPlace } from './toast-place.ts';

type Box = { left: number; top: number; width: number; bottom: number };
const page = (boxes: Record<string, Box>) => ({
  querySelector: (selector: string) => (boxes[selector] ? ({ getBoundingClientRect: () => boxes[selector] } as unknown as Element) : null),
});
const feed = { left: 376, top: 104, width: 744, bottom: 700 };
const list = { left: 0, top: 44, width: 320, bottom: 640 };
const at = (boxes: Record<string, Box>) => findToastPlace(page(boxes), 640);

test('over the messages, below the header with its buttons', () => {
  expect(at({ '[data-feed]': feed, '[data-pane="list"]': list })).toEqual({ left: 376, inlineSize: 744, top: 112 });
});

test('where no case is open, in the empty pane; where there is only a list, at its foot, above the offers', () => {
  expect(at({ 'main[data-pane="conversation"]': { ...feed, top: 44 }, '[data-pane="list"]': list })).toMatchObject({ top: 52 });
  expect(at({ '[data-pane="list"]': list })).toEqual({ left: 0, inlineSize: 320, bottom: 8 });
  const offers = { left: 0, top: 440, width: 320, bottom: 640 };
  expect(at({ '[data-pane="list"]': list, '[data-pane="offer"][data-form="card"]': offers })).toMatchObject({ bottom: 208 });
});

test('on other pages nothing is found, and the messages stand below the bar', () => {
  expect(at({})).toBeNull();
});
