/** Where replies are written. It always tells the truth: what may be sent now, until when, and what became of the last send. */
import { X } from 'lucide-react';
import { lazy, memo, type ReactNode, type RefObject, Suspense, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { CaseDetail } from '#contract/cases.ts';
import { isBlank } from '#engine/message/blank.ts';
import { useNow } from '../../api/clock.ts';
import { useCommands } from '../../commands/useCommands.ts';
import { usePreferences } from '../../preferences.ts';
import { toasts } from '../../ui/toasts.ts';
import { useLanguage, useWords } from '../../words/words.tsx';
import { type Attachments, filesOf, useAttachments } from './attachments.ts';
import styles from './Composer.module.css';
import { ComposerFacts } from './ComposerFacts.tsx';
import { ComposerTools } from './ComposerTools.tsx';
import { composerCommands } from './case-commands.ts';
import { type ComposerField, replaceText, useComposerField } from './composer-field.ts';
import { type ComposerAct, composerAct } from './composer-keys.ts';
import { type ComposerMode, composerMode, isSameMode } from './composer-mode.ts';
import { useDesk } from './desk.ts';
import { useDrop } from './drop.ts';
import { type Mark, toggleMark } from './marks.ts';
import { captionCharacters } from './picture-check.ts';
import { typingTeller } from './typing.ts';
import { isTooLong, lengthOf, type ToSend, whatToSend } from './what-to-send.ts';

// Both are asked for at once, so that they are there without a network, and yet no part of what comes before the first word.
const loadStrip = () => import('./AttachmentStrip.tsx');
const AttachmentStrip = lazy(async () => ({ default: (await loadStrip()).AttachmentStrip }));
const loadBlocked = () => import('./BlockedComposer.tsx');
const BlockedComposer = lazy(async () => ({ default: (await loadBlocked()).BlockedComposer }));
for (const load of [loadStrip, loadBlocked]) load().catch(() => undefined);

export type ComposerProps = {
  /** As it is this moment: for the clock. */
  now: CaseDetail;
  /** The same as long as nothing but messages came. */
  detail: CaseDetail;
  isMine: boolean;
  fieldRef: RefObject<HTMLTextAreaElement | null>;
  onSend: (messages: readonly ToSend[], quote: ComposerField['quote'], then: 'stay' | 'resolve-next') => void;
  onLeave: () => void;
  onLastOwn: () => void;
};

const marks: Partial<Record<ComposerAct, Mark>> = { bold: '*', italic: '_', strike: '~' };

/** Looks at the clock each second; the field below is drawn anew only when something to see has changed. */
export function Composer({ now, ...rest }: ComposerProps): ReactNode {
  const isComposing = useRef(false);
  const mode = useComposerMode(now, isComposing);
  return <ComposerBody {...rest} mode={mode} isComposing={isComposing} />;
}

type BodyProps = Omit<ComposerProps, 'now'> & { mode: ComposerMode; isComposing: RefObject<boolean> };

const ComposerBody = memo(function ComposerBody(props: BodyProps): ReactNode {
  const { detail, onSend, mode } = props;
  const { talk } = useWords();
  const language = useLanguage();
  const { drafts, notices } = useDesk();
  const caseId = detail.case.id;
  const field = useComposerField(caseId, drafts);
  const attachments = useAttachments();
  const picker = useRef<HTMLInputElement>(null);
  const canAttach = detail.allowed.attach?.code !== 'not-permitted';
  const isReady = canSend(field.text, attachments);

  // Whatever the pointer did meanwhile, the next key is meant for the text.
  const focusField = () => field.ref.current?.focus({ preventScroll: true });
  const attach = (files: readonly File[]) => {
    attachments.add(files);
    focusField();
  };
  const shrink = (id: string) => {
    attachments.shrink(id);
    focusField();
  };
  const isDropping = useDrop(canAttach && mode.kind === 'open' ? attach : null);
  const submit = (then: 'stay' | 'resolve-next') => {
    if (mode.kind !== 'open') return;
    if (attachments.list.some(({ verdict }) => verdict !== 'ready')) toasts.show({ text: talk.composer.repairFirst, tone: 'danger' });
    if (!isReady) return;
    const pictures = attachments.list.map(({ file, name, width, height }) => ({ file, fileName: name, width, height }));
    onSend(whatToSend(field.text, pictures), field.quote, then);
    notices.clear(caseId);
    drafts.clear(caseId);
    attachments.clear();
    focusField();
  };
  useCommands(
    composerCommands({
      talk,
      blocked: mode.kind === 'open' ? null : talk.composer.blocked[mode.why],
      attachRefusal: canAttach ? null : (detail.allowed.attach?.[language] ?? null),
      send: submit,
      attach: () => picker.current?.click(),
    }),
  );
  const mark = (sign: Mark) => {
    const element = field.ref.current;
    if (element) replaceText(element, toggleMark({ text: element.value, start: element.selectionStart, end: element.selectionEnd }, sign));
  };
  const act = (what: ComposerAct) => {
    const sign = marks[what];
    if (sign) mark(sign);
    else if (what === 'send') submit('stay');
    else if (what === 'send-resolve-next') submit('resolve-next');
    else if (what === 'last-own') props.onLastOwn();
    else if (field.quote) field.dropQuote();
    else props.onLeave();
  };

  return (
    <section className={styles.composer} aria-label={talk.composer.label(detail.case.customer.name)}>
      <ComposerFacts caseId={caseId} isMine={props.isMine} text={mode.kind === 'open' ? field.text : ''} />
      <Notice caseId={caseId} />
      {mode.kind === 'blocked' ? (
        <Suspense fallback={null}>
          <BlockedComposer channelId={detail.case.channel.id} mode={mode} keptText={field.text} />
        </Suspense>
      ) : (
        <div className={styles.box} data-dropping={isDropping || undefined}>
          {field.quote && <QuoteStrip field={field} />}
          <Suspense fallback={null}>
            <AttachmentStrip attachments={{ ...attachments, shrink }} isCaptionTooLong={lengthOf(field.text.trim()) > captionCharacters} />
          </Suspense>
          <Field
            {...props}
            field={field}
            hasPictures={attachments.list.length > 0}
            onFiles={canAttach ? attachments.add : null}
            onAct={act}
          />
          <ComposerTools
            text={field.text}
            canAttach={canAttach}
            attachReason={detail.allowed.attach ?? null}
            isReady={isReady}
            onAttach={() => picker.current?.click()}
            onMark={mark}
            onSend={submit}
          />
          {isDropping && <div className={styles.dropHere}>{talk.composer.dropHere}</div>}
          <FilePicker ref={picker} onFiles={attach} />
        </div>
      )}
      <ModeAnnouncer mode={mode} />
    </section>
  );
});

const canSend = (text: string, { list }: Attachments): boolean =>
  (!isBlank(text) || list.length > 0) && !isTooLong(text) && list.every(({ verdict, isShrinking }) => verdict === 'ready' && !isShrinking);

/** Never changes under a syllable that is being composed: the field would be taken away from the input method. */
function useComposerMode({ case: row, allowed }: CaseDetail, isComposing: RefObject<boolean>): ComposerMode {
  const now = useNow();
  const kept = useRef<ComposerMode | null>(null);
  const next = composerMode(row, allowed.reply ?? null, now);
  if (!kept.current || (!isComposing.current && !isSameMode(kept.current, next))) kept.current = next;
  return kept.current;
}

type FieldProps = BodyProps & {
  field: ComposerField;
  hasPictures: boolean;
  onFiles: ((files: File[]) => void) | null;
  onAct: (act: ComposerAct) => void;
};

function Field({ detail, isMine, isComposing, fieldRef, field, hasPictures, onFiles, onAct }: FieldProps): ReactNode {
  const { talk } = useWords();
  const { enterSends } = usePreferences();
  return (
    <textarea
      ref={(element) => {
        field.ref.current = element;
        fieldRef.current = element;
      }}
      className={styles.field}
      rows={1}
      value={field.text}
      placeholder={hasPictures ? talk.composer.caption : talk.composer.placeholder}
      aria-label={talk.composer.label(detail.case.customer.name)}
      aria-describedby="composer-facts"
      data-composer
      onChange={(event) => {
        field.setText(event.target.value);
        if (isMine && !isBlank(event.target.value)) typingTeller.typed(detail.case.id);
      }}
      onCompositionStart={() => {
        isComposing.current = true;
        field.onCompositionStart();
      }}
      onCompositionEnd={() => {
        isComposing.current = false;
        field.onCompositionEnd();
      }}
      onPaste={(event) => {
        const files = filesOf(event.clipboardData);
        if (files.length === 0 || !onFiles) return;
        event.preventDefault();
        onFiles(files);
      }}
      onKeyDown={(event) => {
        const what = composerAct(event.nativeEvent, { enterSends, isEmpty: field.text === '' });
        if (!what) return;
        event.preventDefault();
        if (!event.repeat) onAct(what);
      }}
    />
  );
}

function QuoteStrip({ field }: { field: ComposerField }): ReactNode {
  const { talk } = useWords();
  const { quote } = field;
  if (!quote) return null;
  return (
    <div className={styles.quote}>
      <div>
        <strong>{quote.author === talk.feed.you ? talk.composer.quotingMe : talk.composer.quoting(quote.author)}</strong>
        <span>{quote.text}</span>
      </div>
      <button type="button" aria-label={talk.composer.quoteOff} title={talk.composer.quoteOff} onClick={field.dropQuote}>
        <X size={16} aria-hidden />
      </button>
    </div>
  );
}

function Notice({ caseId }: { caseId: string }): ReactNode {
  const { notices } = useDesk();
  const { talk, app } = useWords();
  const language = useLanguage();
  const sentence = useSyncExternalStore(notices.subscribe, () => notices.read(caseId));
  if (!sentence) return null;
  return (
    <div className={styles.notice} role="alert">
      <span>
        <strong>{talk.composer.refused}</strong> {sentence[language]}
      </span>
      <button type="button" aria-label={app.close} onClick={() => notices.clear(caseId)}>
        <X size={16} aria-hidden />
      </button>
    </div>
  );
}

function FilePicker({ ref, onFiles }: { ref: RefObject<HTMLInputElement | null>; onFiles: (files: File[]) => void }): ReactNode {
  return (
    <input
      ref={ref}
      type="file"
      accept="image/*"
      multiple
      hidden
      tabIndex={-1}
      onChange={(event) => {
        onFiles([...(event.target.files ?? [])]);
        event.target.value = '';
      }}
    />
  );
}

/** Says once that the field closed or opened again. */
function ModeAnnouncer({ mode }: { mode: ComposerMode }): ReactNode {
  const { talk } = useWords();
  const now = mode.kind === 'blocked' ? mode.why : 'open';
  const [first] = useState(now);
  const [hasChanged, setChanged] = useState(false);
  useEffect(() => {
    if (now !== first) setChanged(true);
  }, [now, first]);
  const words = now === 'open' ? talk.composer.announceOpen : talk.composer.announceMode(talk.composer.blocked[now]);
  return (
    <div className="heard-only" aria-live="polite">
      {hasChanged ? words : ''}
    </div>
  );
}
