/** One row: native elements only, drawn again only when its own case changed. */

import {
  Clock3,
  FileText,
  Hourglass,
  Image,
  type LucideIcon,
  MapPin,
  Mic,
  Music,
  Pencil,
  Send,
  Sticker,
  TimerOff,
  UserRound,
  Video,
} from 'lucide-react';
import { type KeyboardEvent, type MouseEvent, memo, type ReactNode } from 'react';
import type { CaseRow } from '#contract/cases.ts';
import { plainText } from '#phone/format.ts';
import { lasting, serverNow, useClockWord, useSince } from '../../api/clock.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Chip } from '../../ui/Chip.tsx';
import { countdown, duration, when } from '../../words/format.ts';
import { useLanguage, useWords, type Words } from '../../words/words.tsx';
import { useDraftWords } from '../talk/desk.ts';
import { StatusMark } from '../talk/StatusMark.tsx';
import styles from './CaseRowView.module.css';
import { signOf, type Urgency, urgencyOf } from './urgency.ts';

export type CaseRowProps = {
  row: CaseRow;
  href: string;
  isOpen: boolean;
  isGone: boolean;
  isTabStop: boolean;
  isCompact: boolean;
  /** In other views than one's own, who has the case. */
  showsAgent: boolean;
  onOpen: (caseId: string) => void;
  onKey: (event: KeyboardEvent, caseId: string) => void;
};

export const CaseRowView = memo(function CaseRowView(props: CaseRowProps): ReactNode {
  const { row, isOpen, isGone, isCompact } = props;
  const { list } = useWords();
  const open = (event: MouseEvent) => {
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    props.onOpen(row.id);
  };
  return (
    <a
      className={styles.row}
      href={props.href}
      data-case={row.id}
      data-unread={row.unread > 0}
      data-gone={isGone || undefined}
      aria-current={isOpen ? 'page' : undefined}
      tabIndex={props.isTabStop ? 0 : -1}
      {...(props.isTabStop ? { 'data-pane-start': '' } : {})}
      onClick={open}
      onKeyDown={(event) => props.onKey(event, row.id)}
    >
      <Avatar name={row.customer.name} size={isCompact ? 28 : 36} />
      <span className={styles.texts}>
        <span className={styles.line}>
          <span className={styles.name}>{row.customer.name}</span>
          <Time at={row.lastMessageAt} />
        </span>
        <span className={styles.line}>
          <Preview row={row} />
          {isCompact && <UrgencyChip row={row} />}
          {row.unread > 0 && (
            <span className={styles.unread}>
              <span aria-hidden>{row.unread > 99 ? '99+' : row.unread}</span>
              <span className="heard-only">{list.unread(row.unread)}</span>
            </span>
          )}
        </span>
        {!isCompact && (
          <span className={styles.line}>
            <Where row={row} showsAgent={props.showsAgent} />
            <UrgencyChip row={row} />
          </span>
        )}
      </span>
    </a>
  );
});

function Time({ at }: { at: string }): ReactNode {
  const language = useLanguage();
  const since = useSince(at);
  return (
    <time className={styles.time} dateTime={at}>
      {when({ language }, at, Date.parse(at) + since)}
    </time>
  );
}

const kindIcons: Record<string, LucideIcon> = {
  image: Image,
  video: Video,
  audio: Music,
  voice: Mic,
  document: FileText,
  sticker: Sticker,
  location: MapPin,
  contacts: UserRound,
};

function Preview({ row }: { row: CaseRow }): ReactNode {
  const { list } = useWords();
  const draft = useDraftWords(row.id);
  const { preview } = row;
  // What I was about to say is newer than what was said: one of the two, never both.
  if (draft !== null) {
    return (
      <span className={styles.preview}>
        <Pencil size={13} aria-hidden className={styles.pencil} />
        <span className={styles.draft}>{list.hasDraft}</span> {plainText(draft)}
      </span>
    );
  }
  if (!preview) return <span className={styles.preview}>{list.noMessages}</span>;
  const Icon = kindIcons[preview.kind];
  return (
    <span className={styles.preview}>
      {preview.direction === 'out' && <span className={styles.ours}>{list.ourReply}</span>}
      {Icon && <Icon size={13} aria-hidden />}
      {preview.text ? plainText(preview.text) : kindWord(list, preview.kind)}
    </span>
  );
}

function kindWord({ kinds }: Words['list'], kind: string): string {
  return Object.hasOwn(kinds, kind) ? kinds[kind as keyof typeof kinds] : kinds.other;
}

function Where({ row, showsAgent }: { row: CaseRow; showsAgent: boolean }): ReactNode {
  const { list } = useWords();
  const parts = [row.channel.name, row.skill?.name ?? list.noSkill, ...(showsAgent && row.assignedTo ? [row.assignedTo.name] : [])];
  return <span className={styles.where}>{parts.join(' · ')}</span>;
}

function UrgencyChip({ row }: { row: CaseRow }): ReactNode {
  const words = useWords();
  const language = useLanguage();
  useClockWord((now) => signOf(urgencyOf(row, now)));
  const urgency = urgencyOf(row, serverNow());
  if (!urgency) return null;
  const drawn = chipOf(urgency, row, words, (ms) =>
    ms < 5 * 60_000 && urgency.kind === 'windowLeft' ? countdown(ms) : duration({ language }, lasting(ms)),
  );
  return <Chip tone={urgency.tone} {...drawn} />;
}

type Drawn = { label: string; title: string; icon?: LucideIcon; mark?: ReactNode };

function chipOf(urgency: Urgency, row: CaseRow, words: Words, time: (ms: number) => string): Drawn {
  const { chips, chipTitles } = words.list;
  switch (urgency.kind) {
    case 'windowLeft':
      return { label: chips.windowLeft(time(urgency.ms)), title: chipTitles.windowLeft(time(urgency.ms)), icon: Hourglass };
    case 'waiting':
      return { label: chips.waiting(time(urgency.ms)), title: chipTitles.waiting(time(urgency.ms)), icon: Clock3 };
    case 'windowShut':
      return { label: chips.windowShut, title: chipTitles.windowShut, icon: TimerOff };
    case 'place':
      return { label: chips[urgency.place], title: chips[urgency.place], icon: Send };
    case 'status':
      return { label: words.status[row.status], title: words.status[row.status], mark: <StatusMark status={row.status} size={12} /> };
    default:
      return urgency satisfies never;
  }
}
