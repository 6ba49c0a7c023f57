/** Leaving by one's own wish: asked first if something hangs on it; then nothing of the person stays in this browser. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { call } from '../../api/client.ts';
import { feed } from '../../api/feed.ts';
import { tabs } from '../../api/tabs.ts';
import { toasts } from '../../ui/toasts.ts';
import { useWords } from '../../words/words.tsx';
import { failureSentence } from '../failure.ts';
import { useMe } from '../me.ts';
import { leavingQuestion, stakesInWords } from './question.ts';

export type LeaveNow = () => void;

/** Loaded when somebody leaves: pages without a conversation do not need it earlier. */
const loadDesk = () => import('../../inbox/talk/desk.ts');

export function useSignOut(): () => void {
  const cache = useQueryClient();
  const words = useWords();
  const me = useMe();
  const leaveNow = useLeaveNow();
  const ask = async () => {
    const { countLeftOf } = await loadDesk();
    const [cases, left] = await Promise.all([call('readLeaving', {}), countLeftOf(cache, me.id)]);
    const stakes = { ...cases, ...left };
    if (stakesInWords(stakes, words.leaving).length > 0) leavingQuestion.ask(stakes);
    else leaveNow();
  };
  return () => void ask().catch((error: unknown) => toasts.show({ text: failureSentence(error, words), tone: 'danger' }));
}

export function useLeaveNow(): LeaveNow {
  const cache = useQueryClient();
  const words = useWords();
  const me = useMe();
  return () => {
    // So that no tab hears of it as of a session that ended by itself.
    feed.stop();
    void call('signOut', {}).then(
      () => {
        tabs.say({ kind: 'left', personId: me.id });
        return clearAway(cache, me.id);
      },
      (error: unknown) => {
        feed.start(me.id);
        toasts.show({ text: failureSentence(error, words), tone: 'danger' });
      },
    );
  };
}

/** A new page at the end: whatever this one still had in memory goes with it. */
export async function clearAway(cache: QueryClient, personId: string): Promise<void> {
  feed.stop();
  const { forgetPerson } = await loadDesk();
  await forgetPerson(cache, personId);
  location.replace('/sign-in');
}
