/** Reads out what the customer of the open case writes, gathered for a second; nodes that mount by scrolling are not news. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { useMe } from '../../app/me.ts';
import { useWords } from '../../words/words.tsx';
import { contentWords, speakerOf } from './describe.ts';
import type { Shown } from './pending.ts';

const batchMs = 1000;
const mostCharacters = 120;

export function LiveRegion({ shown }: { shown: readonly Shown[] | undefined }): ReactNode {
  const { talk } = useWords();
  const me = useMe();
  const [said, setSaid] = useState('');
  const failure = useFailure(shown);
  const newest = useRef<string | null>(null);
  const waiting = useRef<string[]>([]);
  const timer = useRef(0);

  useEffect(() => {
    if (!shown) return;
    const incoming = shown.filter(({ message }) => message.direction === 'in');
    const known = incoming.findLastIndex(({ message }) => message.id === newest.current);
    const isFirst = newest.current === null;
    newest.current = incoming.at(-1)?.message.id ?? newest.current ?? '';
    if (isFirst || known < 0) return;
    for (const { message } of incoming.slice(known + 1)) {
      waiting.current.push(talk.feed.said(speakerOf(message, talk, me.id), contentWords(message.content, talk).slice(0, mostCharacters)));
    }
    if (waiting.current.length === 0 || timer.current !== 0) return;
    timer.current = window.setTimeout(() => {
      timer.current = 0;
      setSaid(waiting.current.splice(0).join('. '));
    }, batchMs);
  }, [shown, talk, me.id]);
  useEffect(() => () => window.clearTimeout(timer.current), []);

  return (
    <>
      <div className="heard-only" aria-live="polite">
        {said}
      </div>
      <div className="heard-only" aria-live="assertive">
        {failure}
      </div>
    </>
  );
}

/** A send that failed while the conversation was open; those that had failed before are no news. */
function useFailure(shown: readonly Shown[] | undefined): string {
  const { talk } = useWords();
  const known = useRef<Set<string> | null>(null);
  const [failure, setFailure] = useState('');
  useEffect(() => {
    if (!shown) return;
    const failed = shown.filter(({ message }) => message.direction === 'out' && message.status === 'failed');
    const news = known.current === null ? undefined : failed.find(({ key }) => !known.current?.has(key));
    known.current = new Set(failed.map(({ key }) => key));
    if (news) setFailure(talk.feed.said(talk.state.failed, contentWords(news.message.content, talk).slice(0, mostCharacters)));
  }, [shown, talk]);
  return failure;
}
