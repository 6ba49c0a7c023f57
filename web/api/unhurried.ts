/** What events only name has to be asked again: at once the first time, then as often as the rest allows, and always once more after the last. */
export type Unhurried = { ask(key: readonly unknown[]): void; stop(): void };

export type UnhurriedNeeds = {
  ask: (key: readonly unknown[]) => void;
  later: (ms: number, run: () => void) => () => void;
  restMs: number;
};

export function openUnhurried({ ask, later, restMs }: UnhurriedNeeds): Unhurried {
  /** Those that rest; true = somebody asked meanwhile. */
  const resting = new Map<string, boolean>();
  const ends = new Set<() => void>();
  const now = (key: readonly unknown[], name: string) => {
    resting.set(name, false);
    ask(key);
    const end = later(restMs, () => {
      ends.delete(end);
      const isAskedAgain = resting.get(name);
      resting.delete(name);
      if (isAskedAgain) now(key, name);
    });
    ends.add(end);
  };
  return {
    ask: (key) => {
      const name = JSON.stringify(key);
      if (resting.has(name)) resting.set(name, true);
      else now(key, name);
    },
    stop: () => {
      for (const end of ends) end();
      ends.clear();
      resting.clear();
    },
  };
}
