import { Camera, SendHorizontal, Smile, X } from 'lucide-react';
import { type ClipboardEvent, type KeyboardEvent, type ReactNode, useEffect, useId, useRef, useState } from 'react';
import { flushSync } from 'react-dom';
import type { MessageView } from '../shapes.ts';
import styles from './Composer.module.css';
import { EmojiList } from './EmojiList.tsx';
import { textOf } from './MessageRow.tsx';
import { photoIn } from './picture.ts';
import { useWords } from './preferences.tsx';
import { fill } from './words.ts';

type Props = {
  /** What was written here before and not sent. */
  before: string;
  onWrite: (text: string) => void;
  businessName: string;
  quoted: MessageView | null;
  onEndQuote: () => void;
  onSend: (text: string) => void;
  onPicture: (file: File) => void;
};

/** The line to write on. Enter sends, except while Hangul is being put together: that Enter belongs to the keyboard. */
export function Composer({ before, onWrite, businessName, quoted, onEndQuote, onSend, onPicture }: Props): ReactNode {
  const words = useWords();
  const [text, setText] = useState(before);
  const [hasEmoji, setEmoji] = useState(false);
  const field = useRef<HTMLTextAreaElement>(null);
  const write = (next: string) => {
    setText(next);
    onWrite(next);
  };
  const fileId = useId();
  useEffect(() => {
    if (quoted) field.current?.focus();
  }, [quoted]);
  const send = () => {
    if (text.trim() === '') return;
    onSend(text.trim());
    write('');
    setEmoji(false);
    field.current?.focus();
  };
  const press = (event: KeyboardEvent) => {
    if (event.key === 'Escape' && hasEmoji) setEmoji(false);
    else if (event.key === 'Escape' && quoted) onEndQuote();
    if (event.key !== 'Enter' || event.shiftKey) return;
    if (event.nativeEvent.isComposing || event.keyCode === 229) return;
    event.preventDefault();
    send();
  };
  const paste = (event: ClipboardEvent) => {
    const file = photoIn(event.clipboardData);
    if (!file) return;
    event.preventDefault();
    onPicture(file);
  };
  const insert = (emoji: string) => {
    const { selectionStart = text.length, selectionEnd = text.length } = field.current ?? {};
    // At once, so that the caret can go behind it: the next one belongs there.
    flushSync(() => write(text.slice(0, selectionStart) + emoji + text.slice(selectionEnd)));
    field.current?.setSelectionRange(selectionStart + emoji.length, selectionStart + emoji.length);
  };
  return (
    <div className={styles.composer}>
      {quoted && <Quoted quoted={quoted} businessName={businessName} onEnd={onEndQuote} />}
      {hasEmoji && <EmojiList onPick={insert} />}
      <form
        className={styles.line}
        onSubmit={(event) => {
          event.preventDefault();
          send();
        }}
      >
        <div className={styles.field}>
          <button type="button" aria-label={words.emoji} aria-expanded={hasEmoji} onClick={() => setEmoji(!hasEmoji)}>
            <Smile size={22} aria-hidden />
          </button>
          <textarea
            ref={field}
            rows={1}
            value={text}
            placeholder={words.write}
            aria-label={words.write}
            enterKeyHint="send"
            onChange={({ target }) => write(target.value)}
            onKeyDown={press}
            onPaste={paste}
          />
          <label className={styles.attach} htmlFor={fileId} title={words.attach}>
            <Camera size={22} aria-hidden />
            <span className="unseen">{words.attach}</span>
          </label>
          <input
            id={fileId}
            className="unseen"
            type="file"
            accept="image/*"
            onChange={({ target }) => {
              const file = target.files?.[0];
              target.value = '';
              if (file) onPicture(file);
            }}
          />
        </div>
        <button type="submit" className={styles.send} disabled={text.trim() === ''} aria-label={words.send}>
          <SendHorizontal size={20} aria-hidden />
        </button>
      </form>
    </div>
  );
}

function Quoted({ quoted, businessName, onEnd }: { quoted: MessageView; businessName: string; onEnd: () => void }): ReactNode {
  const words = useWords();
  const author = quoted.direction === 'in' ? words.you : businessName;
  return (
    <div className={styles.quoted}>
      <p>
        <strong>{fill(words.replyingTo, { name: author })}</strong>
        <span>{textOf(quoted) ?? `📷 ${words.picture}`}</span>
      </p>
      <button type="button" onClick={onEnd} aria-label={words.endReply}>
        <X size={18} aria-hidden />
      </button>
    </div>
  );
}
