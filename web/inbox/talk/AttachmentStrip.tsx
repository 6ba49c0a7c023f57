import { ImageOff, Minimize2, X } from 'lucide-react';
import type { ReactNode } from 'react';
import { bytes } from '../../words/format.ts';
import { useLanguage, useWords } from '../../words/words.tsx';
import styles from './AttachmentStrip.module.css';
import type { Attachment, Attachments } from './attachments.ts';
import { pictureBytes } from './picture-check.ts';

/** Pictures before they are sent, each with what stands against it and how to repair it. */
export function AttachmentStrip({ attachments, isCaptionTooLong }: { attachments: Attachments; isCaptionTooLong: boolean }): ReactNode {
  const language = useLanguage();
  const { talk } = useWords();
  const { list } = attachments;
  if (list.length === 0) return null;
  const troubled = list.filter(({ verdict }) => verdict !== 'ready');
  return (
    <div className={styles.strip}>
      <ul className={styles.pictures} aria-label={talk.composer.attached(list.length)}>
        {list.map((each) => (
          <li
            key={each.id}
            className={styles.picture}
            data-troubled={each.verdict !== 'ready' || undefined}
            data-busy={each.isShrinking || undefined}
          >
            {each.url && each.verdict !== 'unreadable' ? (
              <img src={each.url} alt={each.name} />
            ) : (
              <ImageOff size={22} aria-label={each.name} />
            )}
            <button type="button" aria-label={talk.composer.removePicture(each.name)} onClick={() => attachments.remove(each.id)}>
              <X size={14} aria-hidden />
            </button>
          </li>
        ))}
      </ul>
      {isCaptionTooLong && <p className={styles.note}>{talk.composer.captionTooLong}</p>}
      {list.flatMap(({ id, wasShrunk, file }) =>
        wasShrunk ? (
          <p key={id} className={styles.note}>
            {talk.composer.shrunk(bytes({ language }, file.size))}
          </p>
        ) : (
          []
        ),
      )}
      {troubled.map((each) => (
        <Trouble key={each.id} attachment={each} onShrink={() => attachments.shrink(each.id)} />
      ))}
    </div>
  );
}

function Trouble({ attachment, onShrink }: { attachment: Attachment; onShrink: () => void }): ReactNode {
  const { talk } = useWords();
  const language = useLanguage();
  const { verdict, name, file, isShrinking } = attachment;
  const size = (value: number) => bytes({ language }, value);
  const sentence = {
    ready: '',
    'too-large': talk.composer.tooLarge(size(file.size), size(pictureBytes)),
    'other-form': talk.composer.otherForm(name),
    'no-picture': talk.composer.noPicture(name),
    unreadable: talk.composer.unreadable(name),
  }[verdict];
  const canShrink = verdict === 'too-large' || verdict === 'other-form';
  return (
    <p className={styles.trouble} role="alert">
      <span>{sentence}</span>
      {canShrink && (
        <button type="button" onClick={onShrink} disabled={isShrinking}>
          <Minimize2 size={14} aria-hidden />
          {isShrinking ? talk.composer.shrinking : verdict === 'too-large' ? talk.composer.shrink : talk.composer.convert}
        </button>
      )}
    </p>
  );
}
