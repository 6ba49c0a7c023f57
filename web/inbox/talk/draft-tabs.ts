/** Drafts as the tabs of one browser tell them each other; a tab never hears itself. */
import type { Draft } from './drafts.ts';

type Told = { key: string; draft: Draft };
export type DraftTabs = { tell(told: Told): void; listen(listener: (told: Told) => void): void };

type Channel = Pick<BroadcastChannel, 'postMessage' | 'addEventListener'>;

export function openDraftTabs(channel: Channel | null): DraftTabs {
  return {
    tell: (told) => channel?.postMessage(told),
    listen: (listener) => channel?.addEventListener('message', (({ data }: MessageEvent<Told>) => listener(data)) as EventListener),
  };
}
