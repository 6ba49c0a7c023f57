/** One message of the feed: its bubble, what can be done with it, and what became of it. Native elements only: there are hundreds. */
import { Copy, Quote as QuoteIcon } from 'lucide-react';
import { memo, type ReactNode, useState } from 'react';
import type { Content } from '#contract/content.ts';
import type { Message } from '#contract/messages.ts';
import { Bubble } from '#phone/Bubble.tsx';
import { FormattedText } from '#phone/FormattedText.tsx';
import { toasts } from '../../ui/toasts.ts';
import { clock } from '../../words/format.ts';
import { useLanguage, useWords } from '../../words/words.tsx';
import { plainWords, speakerOf, stateTitle, timeWords } from './describe.ts';
import type { RunPlace } from './feed-rows.ts';
import { MessageContent } from './MessageContent.tsx';
import styles from './MessageRow.module.css';
import type { Pending } from './pending.ts';
import { SendState } from './SendState.tsx';

export type MessageActs = {
  quote: (message: Message) => void;
  openPicture: (message: Message) => void;
  /** Null = no message of ours is known to be the quoted one. */
  openQuoted: (messageId: string | null) => void;
  retry: (message: Message, pending: Pending | null) => void;
  drop: (clientId: string) => void;
  toField: (message: Message) => void;
};

export type MessageRowProps = {
  message: Message;
  pending: Pending | null;
  place: RunPlace;
  meId: string;
  quoteAuthor: string | null;
  /** What the quoted message is when it has no words. */
  quoteWords: string | null;
  isSentAgain: boolean;
  canQuote: boolean;
  localUrl: string | null;
  acts: MessageActs;
};

/** Longer texts fold. */
const foldFrom = { lines: 12, characters: 900 };

export const MessageRow = memo(function MessageRow(props: MessageRowProps): ReactNode {
  const { message, pending, place, meId, acts } = props;
  const { talk } = useWords();
  const language = useLanguage();
  const speaker = speakerOf(message, talk, meId);
  const { content } = message;
  const isOut = message.direction === 'out';
  const names = isOut && message.author.personId !== meId && (place === 'single' || place === 'first');
  return (
    <div className={styles.row} data-side={message.direction} data-place={place}>
      {names && <span className={styles.author}>{speaker}</span>}
      <div className={styles.line}>
        <Bubble
          side={message.direction}
          tone={message.author.kind === 'script' || message.author.kind === 'system' ? 'bot' : 'person'}
          place={place}
          status={message.status}
          picture={pictureOf(content)}
          tickWord={stateTitle(message, talk, (at) => clock({ language }, at))}
          time={timeWords(message, talk, clock({ language }, message.at))}
          language={language}
          speaker={speaker}
          quote={
            message.quote && {
              author: props.quoteAuthor ?? '',
              text: message.quote.text ?? props.quoteWords ?? talk.feed.quotedMissing,
              openLabel: talk.feed.toQuoted,
              onOpen: () => acts.openQuoted(message.quote?.messageId ?? null),
            }
          }
        >
          <MessageContent content={content} speaker={speaker} localUrl={props.localUrl} onOpenPicture={() => acts.openPicture(message)} />
          <Words
            isCaption={content.kind === 'image'}
            text={content.kind === 'text' ? content.text : content.kind === 'other' ? null : content.caption}
          />
        </Bubble>
        {!pending && <Actions message={message} canQuote={props.canQuote} acts={acts} />}
      </div>
      {isOut && (
        <SendState
          message={message}
          pending={pending}
          isSentAgain={props.isSentAgain}
          acts={{
            retry: () => acts.retry(message, pending),
            drop: () => acts.drop(message.clientId ?? message.id),
            toField: () => acts.toField(message),
          }}
        />
      )}
    </div>
  );
});

const pictureOf = (content: Content): 'with-words' | 'alone' | undefined => {
  if (content.kind !== 'image' || content.media.state === 'failed') return undefined;
  return content.caption ? 'with-words' : 'alone';
};

function Words({ text, isCaption }: { text: string | null; isCaption: boolean }): ReactNode {
  const { talk } = useWords();
  const [isWhole, setWhole] = useState(false);
  if (!text) return null;
  const isLong = text.length > foldFrom.characters || text.split('\n').length > foldFrom.lines;
  const caption = isCaption ? styles.caption : undefined;
  if (!isLong || isWhole) {
    return (
      <span className={caption}>
        <FormattedText text={text} />
      </span>
    );
  }
  return (
    <span className={[styles.folded, caption].filter(Boolean).join(' ')}>
      <span className={styles.clamp}>
        <FormattedText text={text} />
      </span>
      <button type="button" className={styles.unfold} onClick={() => setWhole(true)}>
        {talk.feed.showAll}
      </button>
    </span>
  );
}

function Actions({ message, canQuote, acts }: Pick<MessageRowProps, 'message' | 'canQuote' | 'acts'>): ReactNode {
  const { talk } = useWords();
  const words = plainWords(message.content);
  const canCopy = words !== null && window.isSecureContext;
  if (!canQuote && !canCopy) return null;
  const copy = () => void navigator.clipboard.writeText(words ?? '').then(() => toasts.show({ text: talk.feed.copied, lastsMs: 2000 }));
  return (
    <span className={styles.actions}>
      {canQuote && (
        <button type="button" aria-label={talk.feed.quote} title={talk.feed.quote} tabIndex={-1} onClick={() => acts.quote(message)}>
          <QuoteIcon size={14} aria-hidden />
        </button>
      )}
      {canCopy && (
        <button type="button" aria-label={talk.feed.copy} title={talk.feed.copy} tabIndex={-1} onClick={copy}>
          <Copy size={14} aria-hidden />
        </button>
      )}
    </span>
  );
}
