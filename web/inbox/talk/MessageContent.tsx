/** What stands in a bubble above or instead of its text: pictures in a box of their true size, files, and all other kinds by name. */
import { Download, FileText, ImageOff, type LucideIcon, MapPin, Mic, Music, Sticker, Video } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Content, MediaRef } from '#contract/content.ts';
import { fileUrl, mediaFailureSentence } from '#contract/media.ts';
import { bytes } from '../../words/format.ts';
import { useLanguage, useWords } from '../../words/words.tsx';
import { kindWord } from './describe.ts';
import styles from './MessageContent.module.css';
import { pictureBox } from './picture-box.ts';

export type MessageContentProps = {
  content: Content;
  /** Whose picture it is, for its name. */
  speaker: string;
  /** The own file, as long as this page has it. */
  localUrl: string | null;
  onOpenPicture: () => void;
};

export function MessageContent({ content, ...rest }: MessageContentProps): ReactNode {
  switch (content.kind) {
    case 'text':
      return null;
    case 'image':
      return <Photo media={content.media} {...rest} />;
    case 'file':
      return <FileLine form={content.form} media={content.media} />;
    case 'other':
      return <OtherLine wireType={content.wireType} summary={content.summary} />;
    default:
      return content satisfies never;
  }
}

function Photo({ media, speaker, localUrl, onOpenPicture }: Omit<MessageContentProps, 'content'> & { media: MediaRef }): ReactNode {
  const { talk } = useWords();
  const [isBroken, setBroken] = useState(false);
  const name = talk.media.photoOf(speaker);
  const source = localUrl ?? (media.state === 'ready' ? fileUrl(media.mediaId, 'thumbnail') : null);
  const box = pictureBox(media);
  if (media.state === 'failed' || isBroken) {
    return (
      <span className={styles.missing}>
        <ImageOff size={18} aria-hidden />
        <WhyMissing media={media} />
      </span>
    );
  }
  return (
    <button
      type="button"
      className={styles.photo}
      style={{ inlineSize: box.width, aspectRatio: `${box.width} / ${box.height}` }}
      aria-label={talk.media.open(name)}
      disabled={!source}
      onClick={onOpenPicture}
      tabIndex={-1}
      data-photo
    >
      {source ? (
        <img src={source} alt="" decoding="async" draggable={false} onError={() => setBroken(true)} />
      ) : (
        <span className={styles.fetching}>{talk.media.pending}</span>
      )}
    </button>
  );
}

/** In the reader's words; a broken picture that the server holds has no reason of its own. */
function WhyMissing({ media }: { media: MediaRef }): ReactNode {
  const { talk } = useWords();
  const language = useLanguage();
  return media.failure === null ? talk.media.failed : mediaFailureSentence(media.failure, language);
}

type FileForm = Extract<Content, { kind: 'file' }>['form'];
const fileIcons: Record<FileForm, LucideIcon> = { video: Video, audio: Music, voice: Mic, document: FileText, sticker: Sticker };

function FileLine({ form, media }: { form: FileForm; media: MediaRef }): ReactNode {
  const { talk } = useWords();
  const language = useLanguage();
  const Icon = fileIcons[form];
  const name = media.fileName ?? talk.feed.kinds[form];
  const size = media.sizeBytes === null ? null : bytes({ language }, media.sizeBytes);
  return (
    <span className={styles.file}>
      <span className={styles.fileIcon}>
        <Icon size={18} aria-hidden />
      </span>
      <span className={styles.fileTexts}>
        <span className={styles.fileName}>{name}</span>
        <span className={styles.fileMeta}>
          {media.state === 'ready' && [talk.feed.kinds[form], size].filter(Boolean).join(' · ')}
          {media.state === 'pending' && talk.media.pending}
          {media.state === 'failed' && <WhyMissing media={media} />}
        </span>
      </span>
      {media.state === 'ready' && (
        <a
          className={styles.download}
          href={fileUrl(media.mediaId)}
          download={media.fileName ?? ''}
          aria-label={talk.media.downloadName(name)}
          title={talk.media.download}
        >
          <Download size={16} aria-hidden />
        </a>
      )}
    </span>
  );
}

function OtherLine({ wireType, summary }: { wireType: string; summary: string | null }): ReactNode {
  const { talk } = useWords();
  return (
    <span className={styles.other}>
      {wireType === 'location' && <MapPin size={16} aria-hidden />}
      <span>
        <span className={styles.otherKind}>{kindWord(wireType, talk)}</span>
        {summary && <span className={styles.summary}>{summary}</span>}
      </span>
    </span>
  );
}
