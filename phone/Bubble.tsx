import type { ReactNode } from 'react';
import styles from './Bubble.module.css';
import { FormattedText } from './FormattedText.tsx';
import { type PhoneLanguage, type TickStatus, Ticks } from './Ticks.tsx';

export type BubbleProps = {
  /** Which edge it hangs on, seen by who holds the screen. */
  side: 'in' | 'out';
  /** Colours of a script's or a note's bubble. */
  tone?: 'person' | 'bot' | 'note';
  status?: TickStatus;
  /** Already written for people (`오후 2:01`). */
  time: string;
  /** Where it stands among bubbles of the same sender: they hang together. */
  place?: 'single' | 'first' | 'middle' | 'last';
  /** A picture fills the bubble to its edge; without words below it, the time stands on it. */
  picture?: 'with-words' | 'alone' | undefined;
  /** Another word for the ticks than the usual one. */
  tickWord?: string | undefined;
  language?: PhoneLanguage;
  /** Heard, not seen: whose bubble this is. */
  speaker: string;
  text?: string | null;
  quote?: QuoteProps | null;
  /** A picture or whatever else stands above the text. */
  children?: ReactNode;
};

export function Bubble({ side, tone = 'person', place = 'single', language = 'ko', ...rest }: BubbleProps): ReactNode {
  const { status, time, speaker, text, quote, picture, tickWord, children } = rest;
  return (
    <div className={styles.bubble} data-side={side} data-tone={tone} data-place={place} data-picture={picture}>
      <span className={styles.heard}>{speaker}: </span>
      {quote && <Quote {...quote} />}
      {children}
      {text ? <FormattedText text={text} /> : null}
      <span className={styles.meta}>
        <time>{time}</time>
        {side === 'out' && status ? <Ticks status={status} language={language} word={tickWord} /> : null}
      </span>
    </div>
  );
}

export type QuoteProps = { author: string; text: string; onOpen?: () => void; openLabel?: string };

/** Where it leads to what it quotes, it is a button; the message's own keys lead there, too. */
export function Quote({ author, text, onOpen, openLabel }: QuoteProps): ReactNode {
  return (
    <blockquote className={styles.quote}>
      <strong>{author}</strong>
      <span>{text}</span>
      {onOpen && (
        <button type="button" className={styles.toQuoted} tabIndex={-1} aria-label={openLabel} title={openLabel} onClick={onOpen} />
      )}
    </blockquote>
  );
}

/** A picture in a box of its true shape, so that nothing jumps when it arrives. */
export function Picture({
  src,
  alt,
  width,
  height,
}: {
  src: string;
  alt: string;
  width?: number | null;
  height?: number | null;
}): ReactNode {
  const ratio = width && height ? `${width} / ${height}` : '4 / 3';
  return <img className={styles.picture} src={src} alt={alt} loading="lazy" style={{ aspectRatio: ratio }} />;
}

export function TypingDots({ label }: { label: string }): ReactNode {
  return (
    <div className={styles.typing} role="status" aria-label={label}>
      <i />
      <i />
      <i />
    </div>
  );
}
