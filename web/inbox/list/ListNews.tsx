/** For those who hear the page: how many other cases got messages, gathered, never one by one. */
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { feed } from '../../api/feed.ts';
import { useMe } from '../../app/me.ts';
import { playTick } from '../../app/sounds.ts';
import { hasVoice } from '../../app/voice.ts';
import { preferences } from '../../preferences.ts';
import { useWords } from '../../words/words.tsx';

const gatherMs = 3000;

export function ListNews({ openId }: { openId: string | undefined }): ReactNode {
  const me = useMe();
  const { list } = useWords();
  const [said, say] = useState('');
  const latest = useRef({ openId, list });
  latest.current = { openId, list };
  useEffect(() => {
    const touched = new Set<string>();
    let timer = 0;
    const stop = feed.listen((news) => {
      if (news.kind !== 'events') return;
      for (const { type, case: row } of news.events) {
        const isMine = type === 'message.received' && row?.assignedTo?.id === me.id;
        if (isMine && (row.id !== latest.current.openId || document.hidden)) touched.add(row.id);
      }
      if (touched.size === 0) return;
      timer ||= window.setTimeout(() => {
        timer = 0;
        say(latest.current.list.moved(touched.size));
        touched.clear();
        const { sounds, volume } = preferences.read();
        if (sounds && hasVoice()) playTick(volume);
      }, gatherMs);
    });
    return () => {
      stop();
      window.clearTimeout(timer);
    };
  }, [me.id]);
  return (
    <div className="heard-only" role="status">
      {said}
    </div>
  );
}
