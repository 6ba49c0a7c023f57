import { ChevronLeft } from 'lucide-react';
import { type DragEvent, type ReactNode, useEffect, useMemo, useState } from 'react';
import type { BusinessNumber, CustomerView, MessageView } from '../shapes.ts';
import { Avatar } from './Avatar.tsx';
import styles from './ChatScreen.module.css';
import { Composer } from './Composer.tsx';
import type { Chat } from './desk.ts';
import { PictureDraft } from './PictureDraft.tsx';
import { photoIn, type ReadyPicture, readyPicture } from './picture.ts';
import { useWords } from './preferences.tsx';
import { chatKey, type Draft } from './state.ts';
import { useStore } from './store.tsx';
import { Thread } from './Thread.tsx';
import { useShown } from './use-shown.ts';
import { useTyping } from './use-typing.ts';

type Props = { customer: CustomerView; number: BusinessNumber; onBack: () => void };

/** One chat on the phone: header, messages, the line to write on. */
export function ChatScreen({ customer, number, onBack }: Props): ReactNode {
  const words = useWords();
  const store = useStore();
  const chat = useMemo(() => ({ customerId: customer.id, phoneNumberId: number.phoneNumberId }), [customer.id, number.phoneNumberId]);
  const [quoted, setQuoted] = useState<MessageView | null>(null);
  const [picture, setPicture] = useState<ReadyPicture | null>(null);
  const [hasProblem, setProblem] = useState(false);
  const [isDropping, setDropping] = useState(false);
  useShown(customer.id);
  useEffect(() => void store.open(chat), [store, chat]);

  const send = (text: string, sent: ReadyPicture | null) => {
    void store.send(newDraft({ chat, text, picture: sent, quoted, at: Date.now() + store.read().aheadMs }));
    setQuoted(null);
    setPicture(null);
  };
  const choose = async (file: File) => {
    const ready = await readyPicture(file);
    setPicture(ready);
    setProblem(ready === null);
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setDropping(false);
    const file = photoIn(event.dataTransfer);
    if (file) void choose(file);
    else setProblem(true);
  };
  const drag = (event: DragEvent) => {
    if (!event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setDropping(true);
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: dropping a photo has its button and its paste beside it
    <div className={styles.screen} onDragOver={drag} onDragLeave={() => setDropping(false)} onDrop={drop}>
      <Header number={number} chat={chat} onBack={onBack} />
      <Thread chat={chat} businessName={number.verifiedName} onQuote={setQuoted} />
      {hasProblem && (
        <p className={styles.problem} role="alert">
          {words.notAPhoto}
          <button type="button" onClick={() => setProblem(false)}>
            {words.close}
          </button>
        </p>
      )}
      <Composer
        before={store.read().written[chatKey(chat)] ?? ''}
        onWrite={(text) => store.hear({ kind: 'written', chat, text })}
        businessName={number.verifiedName}
        quoted={quoted}
        onEndQuote={() => setQuoted(null)}
        onSend={(text) => send(text, null)}
        onPicture={(file) => void choose(file)}
      />
      {picture && <PictureDraft picture={picture} onSend={(caption) => send(caption, picture)} onClose={() => setPicture(null)} />}
      {isDropping && <div className={styles.drop}>{words.dropHere}</div>}
    </div>
  );
}

const newDraft = (draft: Omit<Draft, 'id' | 'hasFailed'>): Draft => ({ ...draft, id: crypto.randomUUID(), hasFailed: false });

function Header({ number, chat, onBack }: { number: BusinessNumber; chat: Chat; onBack: () => void }): ReactNode {
  const words = useWords();
  const isTyping = useTyping(chat);
  return (
    <header className={styles.header}>
      <button type="button" className={styles.back} onClick={onBack} aria-label={words.back}>
        <ChevronLeft size={26} aria-hidden />
      </button>
      <Avatar id={number.phoneNumberId} name={number.verifiedName} />
      <div className={styles.title}>
        <h2>
          {number.verifiedName}
          <svg viewBox="0 0 20 20" aria-hidden="true">
            <path d="m10 1 2.2 1.7 2.8-.2.9 2.6 2.4 1.4-.7 2.7.7 2.7-2.4 1.4-.9 2.6-2.8-.2L10 17.4l-2.2-1.7-2.8.2-.9-2.6-2.4-1.4.7-2.7-.7-2.7 2.4-1.4.9-2.6 2.8.2z" />
            <path className={styles.check} d="m6.6 9.4 2.4 2.4 4.4-4.6" />
          </svg>
        </h2>
        <p data-typing={isTyping}>{isTyping ? words.typing : words.business}</p>
      </div>
    </header>
  );
}
