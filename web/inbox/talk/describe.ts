/** A message in words: for labels, announcements, quotes and copies. */
import type { CaseLine, CaseStatus } from '#contract/cases.ts';
import type { Content } from '#contract/content.ts';
import type { Message } from '#contract/messages.ts';
import type { Words } from '../../words/words.tsx';

type Talk = Words['talk'];

export function kindWord(kind: string, { feed }: Talk): string {
  return Object.hasOwn(feed.kinds, kind) ? feed.kinds[kind as keyof typeof feed.kinds] : feed.unsupported(kind);
}

/** What it says, or what it is when it says nothing. */
export function contentWords(content: Content, talk: Talk): string {
  switch (content.kind) {
    case 'text':
      return content.text;
    case 'image':
      return withKind(talk.feed.kinds.image, content.caption);
    case 'file':
      return withKind(talk.feed.kinds[content.form], content.caption ?? content.media.fileName);
    case 'other':
      return withKind(kindWord(content.wireType, talk), content.summary);
    default:
      return content satisfies never;
  }
}

const withKind = (kind: string, words: string | null): string => (words ? `${kind}: ${words}` : kind);

/** What can be copied or quoted of it; null when there are no words. */
export function plainWords(content: Content): string | null {
  if (content.kind === 'text') return content.text;
  return content.kind === 'other' ? content.summary : content.caption;
}

export function speakerOf({ direction, author }: Message, { feed }: Talk, me: string): string {
  if (direction === 'in') return author.name ?? feed.customer;
  if (author.kind === 'agent') return author.personId === me ? feed.you : (author.name ?? feed.system);
  return author.kind === 'script' ? feed.script : feed.system;
}

/** A message from long ago that comes now would be taken for one that was overlooked. */
export const timeWords = ({ lateness }: Message, { feed }: Talk, time: string): string =>
  lateness === null ? time : `${time} · ${feed.lateness[lateness]}`;

/** The state as a word; nothing for what came in. */
export function stateWord({ direction, status, isFlagged }: Message, { state }: Talk): string {
  if (direction === 'in') return '';
  return status === 'unknown' && isFlagged ? state.flagged : state[status];
}

/** The same with the time of the latest step: what hovering the ticks tells. */
export function stateTitle(message: Message, talk: Talk, clockOf: (at: string) => string): string {
  const at = message.readAt ?? message.deliveredAt ?? message.sentAt;
  const word = stateWord(message, talk);
  return at && ['sent', 'delivered', 'read'].includes(message.status) ? talk.state.at(word, clockOf(at)) : word;
}

export function lineWords(line: CaseLine, { talk, status: names }: Pick<Words, 'talk' | 'status'>): string {
  const { lines } = talk;
  const by = line.by ?? lines.somebody;
  const to = line.to ?? lines.somebody;
  switch (line.type) {
    case 'opened':
      return lines.opened;
    case 'status':
      return statusWords(line, statusName(to, names), lines);
    case 'reopened':
      return reopenedWords(line, lines);
    case 'queued':
      return line.because === 'reopened' ? lines.queuedAgain(to) : lines.queued(to);
    case 'offered':
      return lines.offered(to);
    case 'accepted':
      return lines.accepted(by);
    case 'rejected':
      return lines.rejected(by);
    case 'timed-out':
      return lines.timedOut(by);
    case 'withdrawn':
      return lines.withdrawn(by);
    case 'taken':
      return line.because === 'reply' ? lines.takenReply(by) : lines.taken(by);
    case 'taken-over':
      return line.because === 'reply' ? lines.takenOverReply(by, to) : lines.takenOver(by, to);
    case 'assigned':
      return lines.assigned(to);
    case 'unassigned':
      return unassignedWords(line, lines);
    default:
      return line.type satisfies never;
  }
}

function statusWords({ by, because }: CaseLine, status: string, lines: Talk['lines']): string {
  if (because === 'customer-message') return lines.statusWritten(status);
  if (because === 'joined') return lines.joined;
  return by === null ? lines.status(status) : lines.statusBy(by, status);
}

/** A resolved case never opens again without a cause. */
function reopenedWords({ by, because }: CaseLine, lines: Talk['lines']): string {
  if (because === 'customer-message') return lines.reopenedWritten;
  const who = by ?? lines.somebody;
  if (because === 'undo') return lines.reopenedUndo(who);
  return because === 'reply' ? lines.reopenedReply(who) : lines.reopenedBy(who);
}

function unassignedWords({ by, to }: CaseLine, lines: Talk['lines']): string {
  if (by === null) return lines.unassigned(to ?? lines.somebody);
  return to === null || by === to ? lines.gaveBack(by) : lines.unassignedBy(by, to);
}

const statusName = (status: string, names: Words['status']): string =>
  Object.hasOwn(names, status) ? names[status as CaseStatus] : status;
