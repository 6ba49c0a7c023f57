/** What has to happen when: ids by time, rung in order. One alarm of the clock serves them all. */
import type { SandboxClock } from './clock.ts';

export type Alarms = {
  /** Replaces what was set for this id. */
  set(id: string, time: number): void;
  remove(id: string): void;
  /** When the next one rings. */
  next(): number | null;
  stop(): void;
};

export function openAlarms(clock: SandboxClock, ring: (id: string, time: number) => void): Alarms {
  const times = new Map<string, number>();
  const heap: Entry[] = [];
  let order = 0;
  let armed: { time: number; cancel: () => void } | null = null;
  let isStopped = false;

  /** Entries that were replaced or removed stay in the heap until they come up. */
  const first = (): Entry | undefined => {
    for (let top = heap[0]; top; top = heap[0]) {
      if (times.get(top.id) === top.time) return top;
      pop(heap);
    }
    return undefined;
  };
  const arm = () => {
    const time = first()?.time;
    if (armed && armed.time === time) return;
    armed?.cancel();
    armed = time === undefined || isStopped ? null : { time, cancel: clock.at(time, wake) };
  };
  const wake = (upTo: number) => {
    armed = null;
    for (let top = first(); top && top.time <= upTo && !isStopped; top = first()) {
      pop(heap);
      times.delete(top.id);
      ring(top.id, top.time);
    }
    arm();
  };

  return {
    set: (id, time) => {
      times.set(id, time);
      order += 1;
      push(heap, { id, time, order });
      arm();
    },
    remove: (id) => {
      times.delete(id);
      arm();
    },
    next: () => first()?.time ?? null,
    stop: () => {
      isStopped = true;
      armed?.cancel();
      armed = null;
    },
  };
}

type Entry = { id: string; time: number; order: number };
const isBefore = (a: Entry, b: Entry): boolean => a.time < b.time || (a.time === b.time && a.order < b.order);

function push(heap: Entry[], entry: Entry): void {
  let at = heap.length;
  heap.push(entry);
  while (at > 0) {
    const above = (at - 1) >> 1;
    const parent = heap[above];
    if (!parent || !isBefore(entry, parent)) break;
    heap[at] = parent;
    at = above;
  }
  heap[at] = entry;
}

function pop(heap: Entry[]): void {
  const last = heap.pop();
  if (!last || heap.length === 0) return;
  let at = 0;
  for (;;) {
    const [left, right] = [heap[2 * at + 1], heap[2 * at + 2]];
    const smaller = right && left && isBefore(right, left) ? right : left;
    if (!smaller || !isBefore(smaller, last)) break;
    heap[at] = smaller;
    at = smaller === left ? 2 * at + 1 : 2 * at + 2;
  }
  heap[at] = last;
}
