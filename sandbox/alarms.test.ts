import { describe, expect, test } from 'vitest';
import { openAlarms } from './alarms.ts';
import { machineClock, standingClock } from './clock.ts';

describe('alarms', () => {
  test('ring in the order of time, each once, also those set on the way', () => {
    const clock = standingClock(0);
    const rung: string[] = [];
    const alarms = openAlarms(clock, (id, time) => {
      rung.push(`${id}@${time}`);
      if (id === 'b') alarms.set('d', 25);
    });
    for (const [id, time] of [
      ['c', 30],
      ['a', 10],
      ['b', 20],
      ['x', 15],
      ['far', 99],
    ] as const)
      alarms.set(id, time);
    alarms.set('a', 12);
    alarms.remove('x');
    clock.move(40);
    expect(rung).toEqual(['a@12', 'b@20', 'd@25', 'c@30']);
    expect(alarms.next()).toBe(99);
    alarms.stop();
    clock.move(100);
    expect(rung).toHaveLength(4);
  });

  test('of one time they keep the order in which they were set', () => {
    const clock = standingClock(0);
    const rung: string[] = [];
    const alarms = openAlarms(clock, (id) => rung.push(id));
    const ids = Array.from({ length: 50 }, (_, index) => `i${index}`);
    for (const id of ids) alarms.set(id, 5);
    clock.move(5);
    expect(rung).toEqual(ids);
  });

  test('a machine’s clock that is moved rings what is due then', async () => {
    const clock = machineClock();
    const rung = new Promise<number>((resolve) => clock.at(clock.now() + 3_600_000, resolve));
    clock.move(3_600_000);
    expect(await rung).toBeGreaterThan(Date.now() + 3_500_000);
    expect(clock.offsetMs()).toBe(3_600_000);
  });
});
