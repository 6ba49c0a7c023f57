/** Lets so many through at a time; the others wait in line, and beyond that are turned away (T106). */
import { Refusal } from '../refusal.ts';

type Gate = <T>(work: () => Promise<T>) => Promise<T>;

export function openGate({ atOnce, mostWaiting }: { atOnce: number; mostWaiting: number }): Gate {
  const line: (() => void)[] = [];
  let inside = 0;
  const enter = async () => {
    if (inside < atOnce) {
      inside += 1;
      return;
    }
    if (line.length >= mostWaiting) throw new Refusal('overloaded');
    await new Promise<void>((next) => line.push(next));
  };
  // Whoever leaves hands the place on, so that nobody slips in between.
  const leave = () => {
    const next = line.shift();
    if (next) next();
    else inside -= 1;
  };
  return async (work) => {
    await enter();
    try {
      return await work();
    } finally {
      leave();
    }
  };
}
