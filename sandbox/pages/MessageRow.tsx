import { Copy, CornerLeftUp, Reply } from 'lucide-react';
import { type FocusEvent, type MouseEvent, type ReactNode, useState } from 'react';
import { Bubble, Picture } from '#phone/Bubble.tsx';
import { tickWord } from '#phone/Ticks.tsx';
import type { MessageView } from '../shapes.ts';
import { mediaUrl } from './desk.ts';
import { largeEmoji } from './emoji.ts';
import styles from './MessageRow.module.css';
import { formatTime } from './names.ts';
import { usePreferences, useWords } from './preferences.tsx';
import { tickOf } from './tick-of.ts';
import { useSwipe } from './use-swipe.ts';
import { fill, type Words } from './words.ts';

type Props = {
  message: MessageView;
  businessName: string;
  /** The first of its side in a row carries the tail. */
  isFirst: boolean;
  onQuote: (message: MessageView) => void;
  onPhoto: (message: MessageView) => void;
  /** To the message that this one quotes. */
  onGoTo: (wamid: string) => void;
  /** Somebody was just led to it. */
  isFound: boolean;
};

export const textOf = ({ content }: Pick<MessageView, 'content'>): string | null =>
  content.type === 'text' ? content.body : content.caption;

/** A message as the customer sees it. Answered to by swipe, long press, right click or the button beside it. */
export function MessageRow({ message, businessName, isFirst, onQuote, onPhoto, onGoTo, isFound }: Props): ReactNode {
  const words = useWords();
  const { language } = usePreferences();
  const [isMenuOpen, setMenuOpen] = useState(false);
  const swipe = useSwipe({ onSwipe: () => onQuote(message), onPress: () => setMenuOpen(true) });
  const isOwn = message.direction === 'in';
  const author = isOwn ? words.you : businessName;
  const status = tickOf(message);
  const text = textOf(message);
  const time = formatTime(message.at, language);
  const quote = quoteOf(message, businessName, words);
  const quoted = message.quote?.wamid;
  const toQuoted = quoted === undefined ? null : () => onGoTo(quoted);
  const openMenu = (event: MouseEvent) => {
    event.preventDefault();
    setMenuOpen(true);
  };
  const said = `${author}, ${time}, ${text ?? words.picture}${isOwn ? `, ${tickWord(status, language)}` : ''}`;
  return (
    <article
      className={styles.row}
      data-side={isOwn ? 'out' : 'in'}
      data-first={isFirst}
      data-wamid={message.wamid}
      data-found={isFound}
      aria-label={said}
      {...swipe.handlers}
      onContextMenu={openMenu}
    >
      <Reply className={styles.hint} size={20} aria-hidden style={{ opacity: swipe.progress }} />
      <div
        className={styles.bubble}
        data-emoji={largeEmoji(text) ?? undefined}
        style={swipe.offset > 0 ? { transform: `translateX(${swipe.offset}px)` } : undefined}
      >
        <Bubble
          side={isOwn ? 'out' : 'in'}
          status={status}
          time={time}
          language={language}
          speaker={author}
          text={text}
          quote={quote && { ...quote, ...(toQuoted && { onOpen: toQuoted, openLabel: words.toQuoted }) }}
          picture={message.content.type === 'image' ? (text ? 'with-words' : 'alone') : undefined}
        >
          {message.content.type === 'image' && (
            <button type="button" className={styles.photo} onClick={() => onPhoto(message)} aria-label={words.openPhoto}>
              <Picture src={mediaUrl(message.content.mediaId)} alt="" width={message.content.width} height={message.content.height} />
            </button>
          )}
        </Bubble>
      </div>
      <button
        type="button"
        className={styles.reply}
        title={words.reply}
        aria-label={fill(words.replyTo, { text: (text ?? words.picture).slice(0, 60) })}
        onClick={() => onQuote(message)}
      >
        <Reply size={16} aria-hidden />
      </button>
      {isMenuOpen && <Menu text={text} onReply={() => onQuote(message)} onToQuoted={toQuoted} onClose={() => setMenuOpen(false)} />}
    </article>
  );
}

export function quoteOf(
  { quote }: Pick<MessageView, 'quote'>,
  businessName: string,
  words: Words,
): { author: string; text: string } | null {
  if (!quote) return null;
  const text = quote.isPicture ? `📷 ${quote.text ?? words.picture}` : (quote.text ?? '');
  return { author: quote.direction === 'in' ? words.you : businessName, text };
}

type MenuProps = { text: string | null; onReply: () => void; onToQuoted: (() => void) | null; onClose: () => void };

function Menu({ text, onReply, onToQuoted, onClose }: MenuProps): ReactNode {
  const words = useWords();
  const leave = (event: FocusEvent) => {
    if (!event.currentTarget.contains(event.relatedTarget)) onClose();
  };
  const act = (done: () => void) => () => {
    done();
    onClose();
  };
  return (
    <div
      className={styles.menu}
      role="menu"
      tabIndex={-1}
      aria-label={words.messageMenu}
      onBlur={leave}
      onKeyDown={({ key }) => key === 'Escape' && onClose()}
    >
      {/* biome-ignore lint/a11y/noAutofocus: a menu takes the focus when it opens */}
      <button type="button" role="menuitem" autoFocus onClick={act(onReply)}>
        <Reply size={18} aria-hidden />
        {words.reply}
      </button>
      {onToQuoted && (
        <button type="button" role="menuitem" onClick={act(onToQuoted)}>
          <CornerLeftUp size={18} aria-hidden />
          {words.toQuoted}
        </button>
      )}
      {text !== null && (
        <button type="button" role="menuitem" onClick={act(() => void navigator.clipboard?.writeText(text).catch(() => undefined))}>
          <Copy size={18} aria-hidden />
          {words.copy}
        </button>
      )}
    </div>
  );
}
