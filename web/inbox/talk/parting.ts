/**
 * What was typed in the last 300 ms before a page goes. The browser's database may not finish then; this storage answers at
 * once. The next page takes it over and leaves nothing here.
 */
import type { Draft } from './drafts.ts';

export type Parting = { leave(drafts: readonly (readonly [key: string, draft: Draft])[]): void; take(): [key: string, draft: Draft][] };

const key = 'parley.parting-drafts';

export function openParting(storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>): Parting {
  const take = (): [string, Draft][] => {
    try {
      const left: unknown = JSON.parse(storage.getItem(key) ?? '[]');
      storage.removeItem(key);
      return Array.isArray(left) ? left : [];
    } catch {
      return [];
    }
  };
  return {
    take,
    leave: (drafts) => {
      if (drafts.length === 0) return;
      try {
        // Another tab may have left something a moment ago.
        storage.setItem(key, JSON.stringify([...take(), ...drafts]));
      } catch {
        // No room, or storage is forbidden: the database may still make it.
      }
    },
  };
}
