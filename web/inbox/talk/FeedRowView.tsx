/** One row of the feed: a bubble, a day, the unread divider, or a system line. */
import type { ReactNode } from 'react';
import type { Language } from '#contract/basics.ts';
import { DayLine } from '#phone/DayLine.tsx';
import { clock, longDate } from '../../words/format.ts';
import { useLanguage, useWords, type Words } from '../../words/words.tsx';
import { contentWords, lineWords, speakerOf, stateWord } from './describe.ts';
import type { FeedRow } from './feed-rows.ts';
import styles from './MessageFeed.module.css';
import { type MessageActs, MessageRow } from './MessageRow.tsx';
import type { Shown } from './pending.ts';
import type { PictureUrls } from './picture-urls.ts';

export type RowContext = {
  meId: string;
  canQuote: boolean;
  pictureUrls: PictureUrls;
  acts: MessageActs;
  /** All shown messages by id, for quotes. */
  byId: ReadonlyMap<string, Shown>;
  sentAgain: ReadonlySet<string>;
  unfold: (key: string) => void;
};

export function FeedRowView({ row, context }: { row: FeedRow; context: RowContext }): ReactNode {
  const words = useWords();
  const language = useLanguage();
  if (row.kind === 'day') return <DayLine date={Date.parse(row.at)} language={language} />;
  if (row.kind === 'unread') return <p className={styles.unread}>{words.talk.feed.unread}</p>;
  if (row.kind === 'folded') {
    return (
      <p className={styles.line}>
        <button type="button" className={styles.unfold} onClick={() => context.unfold(row.key)}>
          {words.talk.lines.folded(row.count)}
        </button>
      </p>
    );
  }
  if (row.kind === 'line') {
    return (
      <p className={styles.line}>
        {lineWords(row.line, words)} <time dateTime={row.line.at}>{clock({ language }, row.line.at)}</time>
      </p>
    );
  }
  const { message, pending } = row.shown;
  const quoted = message.quote?.messageId ? context.byId.get(message.quote.messageId) : undefined;
  const file = pending?.content.kind === 'image' ? pending.content.file : undefined;
  return (
    <MessageRow
      message={message}
      pending={pending}
      place={row.place}
      meId={context.meId}
      quoteAuthor={quoted ? speakerOf(quoted.message, words.talk, context.meId) : null}
      quoteWords={quoted ? contentWords(quoted.message.content, words.talk) : null}
      isSentAgain={context.sentAgain.has(message.id)}
      canQuote={context.canQuote}
      localUrl={message.clientId ? context.pictureUrls.of(message.clientId, file) : null}
      acts={context.acts}
    />
  );
}

/** “고객, 오후 2:01, 텍스트 …, 읽음” */
export function rowLabel(row: FeedRow, meId: string, { words, language }: { words: Words; language: Language }): string {
  const { talk } = words;
  switch (row.kind) {
    case 'day':
      return longDate({ language }, row.at);
    case 'unread':
      return talk.feed.unread;
    case 'folded':
      return talk.lines.folded(row.count);
    case 'line':
      return `${lineWords(row.line, words)} ${clock({ language }, row.line.at)}`;
    case 'message': {
      const { message } = row.shown;
      const what = contentWords(message.content, talk).slice(0, 200);
      return talk.feed.article(speakerOf(message, talk, meId), clock({ language }, message.at), what, stateWord(message, talk));
    }
    default:
      return row satisfies never;
  }
}
