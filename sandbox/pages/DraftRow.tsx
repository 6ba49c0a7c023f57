import type { ReactNode } from 'react';
import { Bubble, Picture } from '#phone/Bubble.tsx';
import { largeEmoji } from './emoji.ts';
import styles from './MessageRow.module.css';
import { textOf } from './MessageRow.tsx';
import { formatTime } from './names.ts';
import { usePreferences, useWords } from './preferences.tsx';
import type { Draft } from './state.ts';
import { useStore } from './store.tsx';

/** A message the sandbox has not confirmed yet: it stands there at once, and stays with a way to try again when it failed. */
export function DraftRow({ draft, businessName }: { draft: Draft; businessName: string }): ReactNode {
  const words = useWords();
  const store = useStore();
  const { language } = usePreferences();
  const { quoted, picture, text, hasFailed } = draft;
  const quote = quoted && { author: quoted.direction === 'in' ? words.you : businessName, text: textOf(quoted) ?? `📷 ${words.picture}` };
  return (
    <>
      <article className={styles.row} data-side="out" data-first="true" aria-label={`${words.you}, ${text || words.picture}`}>
        <div className={styles.bubble} data-emoji={largeEmoji(text) ?? undefined}>
          <Bubble
            side="out"
            status={hasFailed ? 'failed' : 'queued'}
            time={formatTime(draft.at, language)}
            language={language}
            speaker={words.you}
            text={text}
            quote={quote}
            picture={picture ? (text ? 'with-words' : 'alone') : undefined}
          >
            {picture && (
              <span className={styles.photo}>
                <Picture src={picture.url} alt={words.picture} width={picture.width} height={picture.height} />
              </span>
            )}
          </Bubble>
        </div>
      </article>
      {hasFailed && (
        <p className={styles.failed} role="alert">
          {words.sendFailed}
          <button type="button" onClick={() => void store.send(draft)}>
            {words.again}
          </button>
        </p>
      )}
    </>
  );
}
