import { expect, test } from 'vitest';
import { atSecond, offer } from '../../api/testdata.ts';
import { inView, nextAfter } from './front-offer.ts';

const [late, soon, later] = [offer(1, { expiresAt: atSecond(40) }), offer(2, { expiresAt: atSecond(20) }), offer(3)];
const all = [late, soon, later];

test('the offer that runs out next is in front, the others follow in the order in which they end', () => {
  expect(inView(all, null)).toEqual([soon, later, late]);
});

test('the one that was chosen stays in front until it is gone', () => {
  expect(inView(all, late.id)).toEqual([late, soon, later]);
  expect(inView([soon, later], late.id)).toEqual([soon, later]);
});

test('going on visits each of them once, then begins again', () => {
  const visited = [soon.id];
  for (let step = 0; step < 3; step += 1) visited.push(nextAfter(all, visited.at(-1) ?? '')?.id ?? '');
  expect(visited).toEqual([soon.id, later.id, late.id, soon.id]);
});
