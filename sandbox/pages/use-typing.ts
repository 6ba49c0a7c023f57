import type { Chat } from './desk.ts';
import { chatKey } from './state.ts';
import { useKnown, useSandboxNow } from './store.tsx';

/** The dots last 25 seconds of the sandbox's time, or until the answer comes. */
export function useTyping(chat: Chat): boolean {
  const until = useKnown(({ typing }) => typing[chatKey(chat)] ?? 0);
  return useSandboxNow(1000) < until;
}
