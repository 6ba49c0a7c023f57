import { SendHorizontal, X } from 'lucide-react';
import { type FormEvent, type KeyboardEvent, type ReactNode, useState } from 'react';
import styles from './Overlay.module.css';
import type { ReadyPicture } from './picture.ts';
import { useWords } from './preferences.tsx';

type Props = { picture: ReadyPicture; onSend: (caption: string) => void; onClose: () => void };

/** The photo once more before it goes, with room for a line below it. */
export function PictureDraft({ picture, onSend, onClose }: Props): ReactNode {
  const words = useWords();
  const [caption, setCaption] = useState('');
  const send = (event: FormEvent) => {
    event.preventDefault();
    onSend(caption.trim());
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onClose();
    // Enter that ends a syllable must not send.
    if (event.key === 'Enter' && (event.nativeEvent.isComposing || event.keyCode === 229)) event.preventDefault();
  };
  return (
    <div className={styles.overlay} role="dialog" aria-label={words.photoPreview} onKeyDown={press} tabIndex={-1}>
      <button type="button" className={styles.close} onClick={onClose} aria-label={words.cancel}>
        <X size={24} aria-hidden />
      </button>
      <img src={picture.url} alt={words.photoPreview} width={picture.width} height={picture.height} />
      <form onSubmit={send}>
        <input
          // biome-ignore lint/a11y/noAutofocus: the next thing to do is to write or to send
          autoFocus
          value={caption}
          maxLength={1024}
          placeholder={words.caption}
          aria-label={words.caption}
          onChange={({ target }) => setCaption(target.value)}
        />
        <button type="submit" aria-label={words.sendPhoto}>
          <SendHorizontal size={20} aria-hidden />
        </button>
      </form>
    </div>
  );
}
