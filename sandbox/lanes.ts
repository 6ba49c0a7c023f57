/** Work that goes a few at once, but in one lane one after the other: a customer's webhooks keep their order. */
export type Lanes<T> = {
  add(item: T): void;
  isEmpty(): boolean;
  /** Nothing new begins. */
  stop(): void;
};

type Options<T> = {
  atOnce: number;
  /** Null: no order with anybody. */
  laneOf: (item: T) => string | null;
  carry: (item: T) => Promise<void>;
  onEmpty: () => void;
};

export function openLanes<T>({ atOnce, laneOf, carry, onEmpty }: Options<T>): Lanes<T> {
  const ready: T[] = [];
  /** Lanes in use, and what waits in each behind the item that is on its way. */
  const behind = new Map<string, T[]>();
  let flying = 0;
  let isStopped = false;
  const isEmpty = () => flying === 0 && ready.length === 0;
  const next = () => {
    while (!isStopped && flying < atOnce) {
      const item = ready.shift();
      if (item === undefined) break;
      const lane = laneOf(item);
      const queue = lane === null ? undefined : behind.get(lane);
      if (queue) queue.push(item);
      else void fly(item, lane);
    }
  };
  const fly = async (item: T, lane: string | null): Promise<void> => {
    flying += 1;
    if (lane !== null) behind.set(lane, []);
    await carry(item);
    flying -= 1;
    if (lane !== null) {
      ready.unshift(...(behind.get(lane) ?? []));
      behind.delete(lane);
    }
    next();
    if (isEmpty()) onEmpty();
  };
  return {
    add: (item) => {
      ready.push(item);
      next();
    },
    isEmpty,
    stop: () => {
      isStopped = true;
    },
  };
}
