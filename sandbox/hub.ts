/** Where everything meets: the world, its clock, one way to change it, and who wants to hear of changes once they are on disk. */
import type { SandboxClock } from './clock.ts';
import type { Told } from './shapes.ts';
import type { Store } from './store.ts';
import type { Change, World } from './world.ts';

export type Hub = {
  world: World;
  clock: SandboxClock;
  /** Changes the world now; ends when the change survives a power cut. */
  commit(change: Change): Promise<void>;
  /** The same for what nobody waits for. A disk that does not take it ends the program: the world would forget. */
  note(change: Change): void;
  /** Hears each change once it is on disk, in order. */
  onChange(listener: (change: Change) => void): void;
  /** Hears what the pages are told. */
  onTold(listener: (told: Told) => void): () => void;
  tell(told: Told): void;
  /** Whether anybody listens: views nobody sees are not made. */
  isHeard(): boolean;
  /** Ends when every change so far is on disk and heard. */
  written(): Promise<void>;
  isWriting(): boolean;
};

export function openHub(store: Store, clock: SandboxClock): Hub {
  const changeListeners: ((change: Change) => void)[] = [];
  const toldListeners = new Set<(told: Told) => void>();
  let last: Promise<void> = Promise.resolve();
  let waiting = 0;
  const commit = (change: Change): Promise<void> => {
    waiting += 1;
    last = store.commit(change).then(() => {
      waiting -= 1;
      for (const listener of changeListeners) listener(change);
    });
    return last;
  };
  return {
    world: store.world,
    clock,
    commit,
    note: (change) => {
      commit(change).catch((cause: unknown) => {
        setImmediate(() => {
          throw new Error('The sandbox could not write its data.', { cause });
        });
      });
    },
    onChange: (listener) => void changeListeners.push(listener),
    onTold: (listener) => {
      toldListeners.add(listener);
      return () => toldListeners.delete(listener);
    },
    tell: (told) => {
      for (const listener of toldListeners) listener(told);
    },
    isWriting: () => waiting > 0,
    isHeard: () => toldListeners.size > 0,
    written: async () => {
      for (let seen: Promise<void> | null = null; seen !== last; ) {
        seen = last;
        await seen;
      }
    },
  };
}

/** Uses up one of the faults that were ordered by number; answers whether there was one. */
export function spend(hub: Hub, name: 'dropWebhooks' | 'wrongSignatures' | 'failSends' | 'dropAnswers'): boolean {
  const { settings } = hub.world;
  if (settings[name] <= 0) return false;
  hub.note({ kind: 'settings', settings: { ...settings, [name]: settings[name] - 1 } });
  return true;
}
