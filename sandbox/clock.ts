/** The only file of the sandbox that reads the machine's clock. Everything else is handed a clock. */
export type SandboxClock = {
  now(): number;
  offsetMs(): number;
  /** Absolute: the distance from the machine's time. */
  move(offsetMs: number): void;
  /** Calls once when the clock has reached `time`, with a time not after now; the answer takes it back. */
  at(time: number, ring: Ring): () => void;
};
export type Ring = (upTo: number) => void;

/** What setTimeout can hold. */
const longestMs = 2 ** 31 - 1;

export function machineClock(offsetMs = 0): SandboxClock {
  let offset = offsetMs;
  const now = () => Date.now() + offset;
  const set = new Set<{ time: number; ring: Ring; timer: NodeJS.Timeout | undefined }>();
  const arm = (alarm: { time: number; ring: Ring; timer: NodeJS.Timeout | undefined }) => {
    clearTimeout(alarm.timer);
    const waitMs = Math.min(Math.max(alarm.time - now(), 0), longestMs);
    alarm.timer = setTimeout(() => {
      if (alarm.time > now()) return arm(alarm);
      set.delete(alarm);
      alarm.ring(now());
    }, waitMs);
  };
  return {
    now,
    offsetMs: () => offset,
    move: (next) => {
      offset = next;
      for (const alarm of set) arm(alarm);
    },
    at: (time, ring) => {
      const alarm = { time, ring, timer: undefined };
      set.add(alarm);
      arm(alarm);
      return () => {
        clearTimeout(alarm.timer);
        set.delete(alarm);
      };
    },
  };
}

/** A clock that stands still until it is moved; for tests. Moving it rings everything on the way, in the order of time. */
export function standingClock(startMs: number): SandboxClock {
  let offset = 0;
  const set = new Set<{ time: number; ring: Ring }>();
  const now = () => startMs + offset;
  return {
    now,
    offsetMs: () => offset,
    move: (next) => {
      offset = next;
      for (let alarm = earliest(set); alarm && alarm.time <= now(); alarm = earliest(set)) {
        set.delete(alarm);
        alarm.ring(alarm.time);
      }
    },
    at: (time, ring) => {
      const alarm = { time, ring };
      set.add(alarm);
      // What is due already comes with the next turn, as with a timer.
      if (time <= now()) setImmediate(() => set.delete(alarm) && ring(now()));
      return () => set.delete(alarm);
    },
  };
}

function earliest<T extends { time: number }>(alarms: Set<T>): T | undefined {
  let first: T | undefined;
  for (const alarm of alarms) if (!first || alarm.time < first.time) first = alarm;
  return first;
}
