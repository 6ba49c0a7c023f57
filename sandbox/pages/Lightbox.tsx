import { X } from 'lucide-react';
import type { ReactNode } from 'react';
import type { MessageView } from '../shapes.ts';
import { mediaUrl } from './desk.ts';
import styles from './Overlay.module.css';
import { useWords } from './preferences.tsx';
import { fill } from './words.ts';

/** A photo as big as the phone. */
export function Lightbox({
  message,
  businessName,
  onClose,
}: {
  message: MessageView;
  businessName: string;
  onClose: () => void;
}): ReactNode {
  const words = useWords();
  if (message.content.type !== 'image') return null;
  const title = fill(words.photoOf, { name: message.direction === 'in' ? words.you : businessName });
  return (
    <div className={styles.overlay} role="dialog" aria-label={title} tabIndex={-1} onKeyDown={({ key }) => key === 'Escape' && onClose()}>
      {/* biome-ignore lint/a11y/noAutofocus: focus follows into what lies over the chat */}
      <button type="button" className={styles.close} autoFocus onClick={onClose} aria-label={words.close}>
        <X size={24} aria-hidden />
      </button>
      <img src={mediaUrl(message.content.mediaId)} alt={message.content.caption ?? title} />
      {message.content.caption !== null && <p>{message.content.caption}</p>}
    </div>
  );
}
