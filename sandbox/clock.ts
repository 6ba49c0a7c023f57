/** The only file of the sandbox that reads the machine's clock. Everything else is handed a clock. */
export type SandboxClock = {
  now(): number;
  offsetMs(): number;
  /** Absolute: the distance from the machine's time. */
  move(offsetMs: number): void;
};

export function machineClock(offsetMs = 0): SandboxClock {
  let offset = offsetMs;
  return {
    now: () => Date.now() + offset,
    offsetMs: () => offset,
    move: (next) => {
      offset = next;
    },
  };
}

/** A clock that stands still until it is moved; for tests. */
export function standingClock(startMs: number): SandboxClock {
  let offset = 0;
  return {
    now: () => startMs + offset,
    offsetMs: () => offset,
    move: (next) => {
      offset = next;
    },
  };
}
