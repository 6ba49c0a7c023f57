import type { ReactNode } from 'react';
import styles from './Composer.module.css';
import { useWords } from './preferences.tsx';

const emojis = [...'😀😄😂🥹😊😍😘😎🤔😅😢😭😡😱🙏👍👎👌👏💪🙌👋❤💔🎉✨🔥⭐📦🚚🏠🎁💳📷☎⏰'];

export function EmojiList({ onPick }: { onPick: (emoji: string) => void }): ReactNode {
  const words = useWords();
  return (
    <section className={styles.emojis} aria-label={words.emojis}>
      {emojis.map((emoji) => (
        <button key={emoji} type="button" onClick={() => onPick(emoji)}>
          {emoji}
        </button>
      ))}
    </section>
  );
}
