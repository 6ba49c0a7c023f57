import { expect, test } from 'vitest';
import { openUnhurried } from './unhurried.ts';

function openAsked() {
  const asked: unknown[] = [];
  const due: (() => void)[] = [];
  const unhurried = openUnhurried({
    ask: (key) => asked.push(key.join(' ')),
    later: (_ms, run) => {
      due.push(run);
      return () => due.splice(due.indexOf(run), 1);
    },
    restMs: 250,
  });
  const rest = () => {
    for (const run of due.splice(0)) run();
  };
  return { unhurried, asked, rest, due };
}

test('the first question is asked at once, those of the rest after it together', () => {
  const { unhurried, asked, rest } = openAsked();
  for (let times = 0; times < 9; times += 1) unhurried.ask(['case', 'a']);
  expect(asked).toEqual(['case a']);
  rest();
  expect(asked).toEqual(['case a', 'case a']);
  rest();
  rest();
  expect(asked).toHaveLength(2);
  unhurried.ask(['case', 'a']);
  expect(asked).toHaveLength(3);
});

test('each question rests for itself, and none is asked after the end', () => {
  const { unhurried, asked, rest, due } = openAsked();
  unhurried.ask(['case', 'a']);
  unhurried.ask(['case', 'b']);
  unhurried.ask(['case', 'b']);
  expect(asked).toEqual(['case a', 'case b']);
  unhurried.stop();
  rest();
  expect(asked).toHaveLength(2);
  expect(due).toEqual([]);
});
