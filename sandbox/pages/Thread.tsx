import { ChevronsDown, LockKeyhole } from 'lucide-react';
import { Fragment, type ReactNode, type RefObject, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { TypingDots } from '#phone/Bubble.tsx';
import { DayLine } from '#phone/DayLine.tsx';
import type { MessageView } from '../shapes.ts';
import { DraftRow } from './DraftRow.tsx';
import type { Chat } from './desk.ts';
import { Lightbox } from './Lightbox.tsx';
import { MessageRow } from './MessageRow.tsx';
import { usePreferences, useWords } from './preferences.tsx';
import { chatKey, type Draft, isOnPhone } from './state.ts';
import { useKnown } from './store.tsx';
import styles from './Thread.module.css';
import { useTyping } from './use-typing.ts';
import { fill } from './words.ts';

type Props = { chat: Chat; businessName: string; onQuote: (message: MessageView) => void };
const none: MessageView[] = [];

export function Thread({ chat, businessName, onQuote }: Props): ReactNode {
  const words = useWords();
  const { language } = usePreferences();
  const [photo, setPhoto] = useState<MessageView | null>(null);
  const all = useKnown((state) => state.chats[chatKey(chat)]);
  const messages = (all ?? none).filter(isOnPhone);
  const allDrafts = useKnown((state) => state.drafts);
  const drafts = allDrafts.filter((draft) => chatKey(draft.chat) === chatKey(chat));
  const isTyping = useTyping(chat);
  const firstUnread = useFirstUnread(all, messages);
  const end = useStickToEnd(`${messages.length} ${drafts.length} ${isTyping}`, drafts.at(-1)?.id ?? null, all !== undefined);
  const found = useFound(end.place);
  // A feed has articles; an empty one is none.
  const feed = messages.length > 0 ? { role: 'feed', 'aria-label': words.messages } : {};
  return (
    <div className={styles.place}>
      <div
        className={styles.thread}
        ref={end.place}
        onScroll={end.onScroll}
        {...feed}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by the keyboard
        tabIndex={0}
      >
        <div ref={end.content}>
          <p className={styles.notice}>
            <LockKeyhole size={12} aria-hidden />
            {words.notice}
          </p>
          {messages.map((message, index) => {
            const before = messages[index - 1];
            const isNewDay = !before || dayOf(before.at) !== dayOf(message.at);
            return (
              <Fragment key={message.wamid}>
                {isNewDay && <DayLine date={message.at} language={language} />}
                {firstUnread?.wamid === message.wamid && <UnreadLine count={firstUnread.count} />}
                <MessageRow
                  message={message}
                  businessName={businessName}
                  isFirst={isNewDay || before?.direction !== message.direction}
                  onQuote={onQuote}
                  onPhoto={setPhoto}
                  onGoTo={found.goTo}
                  isFound={found.wamid === message.wamid}
                />
              </Fragment>
            );
          })}
          {drafts.map((draft: Draft) => (
            <DraftRow key={draft.id} draft={draft} businessName={businessName} />
          ))}
          {isTyping && (
            <div className={styles.typing}>
              <TypingDots label={`${businessName} ${words.typing}`} />
            </div>
          )}
        </div>
      </div>
      {!end.isAtEnd && (
        <button type="button" className={styles.down} onClick={end.go} aria-label={words.toNewest}>
          <ChevronsDown size={20} aria-hidden />
          {end.missed > 0 && <span aria-hidden>{end.missed}</span>}
        </button>
      )}
      <Announcer messages={messages} businessName={businessName} />
      {photo && <Lightbox message={photo} businessName={businessName} onClose={() => setPhoto(null)} />}
    </div>
  );
}

const dayOf = (at: number): string => new Date(at).toDateString();

function UnreadLine({ count }: { count: number }): ReactNode {
  const words = useWords();
  return <p className={styles.unread}>{count === 1 ? words.unreadLineOne : fill(words.unreadLine, { count })}</p>;
}

/** Where what was not read begins, as it was when the chat opened. */
function useFirstUnread(all: MessageView[] | undefined, messages: MessageView[]): { wamid: string; count: number } | null {
  const [found, setFound] = useState<{ wamid: string; count: number } | null | undefined>(undefined);
  if (all !== undefined && found === undefined) {
    const unread = messages.filter(({ direction, status }) => direction === 'out' && status === 'delivered');
    setFound(unread[0] ? { wamid: unread[0].wamid, count: unread.length } : null);
  }
  return found ?? null;
}

const foundMs = 1600;

/** Leads to a message and lets it stand out for a moment. */
function useFound(place: RefObject<HTMLDivElement | null>): { wamid: string | null; goTo: (wamid: string) => void } {
  const [wamid, setWamid] = useState<string | null>(null);
  useEffect(() => {
    if (wamid === null) return;
    const end = setTimeout(() => setWamid(null), foundMs);
    return () => clearTimeout(end);
  }, [wamid]);
  const goTo = (wanted: string) => {
    const message = place.current?.querySelector(`[data-wamid="${CSS.escape(wanted)}"]`);
    message?.scrollIntoView({ block: 'center' });
    setWamid(message ? wanted : null);
  };
  return { wamid, goTo };
}

const nearPx = 48;

/** Stays at the newest message unless somebody has scrolled up to read; whoever writes is taken there. */
function useStickToEnd(version: string, draftId: string | null, isThere: boolean) {
  const place = useRef<HTMLDivElement>(null);
  const content = useRef<HTMLDivElement>(null);
  const [isAtEnd, setAtEnd] = useState(true);
  const [missed, setMissed] = useState(0);
  const go = () => place.current?.scrollTo({ top: place.current.scrollHeight });
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is new decides, not what is read here
  useLayoutEffect(() => {
    if (isAtEnd) go();
    else setMissed((count) => count + 1);
  }, [version, isThere]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `go` is the same whenever it is called
  useLayoutEffect(() => {
    if (draftId !== null) go();
  }, [draftId]);
  const atEnd = useRef(true);
  atEnd.current = isAtEnd;
  useEffect(() => {
    const element = place.current;
    if (!element || !content.current) return;
    // Neither the keyboard of a real phone, a window made smaller nor a picture that takes its room may hide the newest line.
    const observer = new ResizeObserver(() => atEnd.current && element.scrollTo({ top: element.scrollHeight }));
    observer.observe(element);
    observer.observe(content.current);
    return () => observer.disconnect();
  }, []);
  const onScroll = () => {
    const element = place.current;
    if (!element) return;
    const isNear = element.scrollHeight - element.scrollTop - element.clientHeight < nearPx;
    setAtEnd(isNear);
    if (isNear) setMissed(0);
  };
  return { place, content, isAtEnd, missed, go, onScroll };
}

/** Says aloud what comes in while the chat is open. */
function Announcer({ messages, businessName }: { messages: MessageView[]; businessName: string }): ReactNode {
  const words = useWords();
  const last = messages.at(-1);
  const [first] = useState(() => last?.wamid);
  const isNew = last !== undefined && last.direction === 'out' && last.wamid !== first;
  const text = last?.content.type === 'text' ? last.content.body.slice(0, 120) : words.picture;
  return (
    <p className="unseen" aria-live="polite">
      {isNew ? `${businessName}: ${text}` : ''}
    </p>
  );
}
