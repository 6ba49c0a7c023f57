/** What tabs of one browser tell each other about who is signed in, at once; the server's word on every request is what counts. */
export type TabWord = { kind: 'left' | 'entered'; personId: string };

export type Tabs = {
  say(word: TabWord): void;
  /** Hears the other tabs, never itself; gives back how to stop. */
  hear(listener: (word: TabWord) => void): () => void;
};

type Channel = Pick<BroadcastChannel, 'postMessage' | 'addEventListener' | 'removeEventListener'>;

export function openTabs(channel: Channel | null): Tabs {
  return {
    say: (word) => channel?.postMessage(word),
    hear(listener) {
      const take = ({ data }: MessageEvent<TabWord>) => listener(data);
      channel?.addEventListener('message', take as EventListener);
      return () => channel?.removeEventListener('message', take as EventListener);
    },
  };
}

/** What a tab of this person does when another tab says so. */
export function afterWord({ kind, personId }: TabWord, meId: string): 'leave' | 'begin-anew' | null {
  if (kind === 'left') return personId === meId ? 'leave' : null;
  return personId === meId ? null : 'begin-anew';
}

export const tabs = openTabs(typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('parley-person'));
