import { useQueryClient } from '@tanstack/react-query';
import type { AgentState, AgentStatus } from '#contract/agents.ts';
import { call } from '../api/client.ts';
import { keys } from '../api/queries.ts';
import { toasts } from '../ui/toasts.ts';
import { useWords } from '../words/words.tsx';
import { failureSentence } from './failure.ts';

/** Shown at once; taken back with a reason when the server refuses. */
export function useSetState(): (state: AgentState) => void {
  const cache = useQueryClient();
  const words = useWords();
  return (state) => {
    const before = cache.getQueryData<AgentStatus | null>(keys.agent);
    if (!before) return;
    cache.setQueryData<AgentStatus>(keys.agent, { ...before, state, reason: null });
    void call('setMyState', { state }).then(
      (agent) => cache.setQueryData(keys.agent, agent),
      (error: unknown) => {
        cache.setQueryData(keys.agent, before);
        toasts.show({ text: failureSentence(error, words), tone: 'danger' });
      },
    );
  };
}
