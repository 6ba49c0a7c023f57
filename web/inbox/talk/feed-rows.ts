/** The conversation as rows: bubbles in runs, day lines, system lines and the unread divider, in one order. */
import type { CaseLine } from '#contract/cases.ts';
import type { Message } from '#contract/messages.ts';
import type { Shown } from './pending.ts';

/** Bubbles of one sender within two minutes hang together. */
const runMs = 2 * 60_000;

export type RunPlace = 'single' | 'first' | 'middle' | 'last';
export type FeedRow =
  | { kind: 'day'; key: string; at: string }
  | { kind: 'unread'; key: string }
  | { kind: 'line'; key: string; line: CaseLine }
  /** So many lines stand folded here, of the run that begins with the key. */
  | { kind: 'folded'; key: string; count: number }
  | { kind: 'message'; key: string; shown: Shown; place: RunPlace };

export type FeedInput = {
  shown: readonly Shown[];
  lines: readonly CaseLine[];
  /** Older messages are not loaded yet, so older lines would stand at the wrong place. */
  hasOlder: boolean;
  unreadFrom: string | null;
  /** Runs of lines that somebody unfolded, by the key of their first line. */
  unfolded?: ReadonlySet<string>;
  dayOf?: (at: string) => string;
};

const noneUnfolded: ReadonlySet<string> = new Set();

export function feedRows({ shown, lines, hasOlder, unreadFrom, unfolded = noneUnfolded, dayOf = localDay }: FeedInput): FeedRow[] {
  const rows: FeedRow[] = [];
  let day = '';
  for (const entry of inOrder(shown, hasOlder ? since(lines, shown[0]) : lines)) {
    const at = 'line' in entry ? entry.line.at : entry.message.at;
    const today = dayOf(at);
    if (today !== day) rows.push({ kind: 'day', key: `day-${today}`, at });
    day = today;
    if ('line' in entry) rows.push({ kind: 'line', key: `line-${entry.line.id}`, line: entry.line });
    else {
      if (entry.message.id === unreadFrom) rows.push({ kind: 'unread', key: 'unread' });
      rows.push({ kind: 'message', key: entry.key, shown: entry, place: 'single' });
    }
  }
  return withPlaces(withFolds(rows, unfolded));
}

/** A case that was offered around has long runs of lines; the last two say where it is, the others are a click away. */
const shownOfRun = 2;

function withFolds(rows: readonly FeedRow[], unfolded: ReadonlySet<string>): FeedRow[] {
  const folded: FeedRow[] = [];
  let run: FeedRow[] = [];
  const close = () => {
    const hidden = run.length - shownOfRun;
    const first = run[0];
    // Folding one line into a line that says so saves nothing.
    if (first && hidden > 1 && !unfolded.has(first.key))
      folded.push({ kind: 'folded', key: first.key, count: hidden }, ...run.slice(hidden));
    else folded.push(...run);
    run = [];
  };
  for (const row of rows) {
    if (row.kind === 'line') {
      run.push(row);
      continue;
    }
    close();
    folded.push(row);
  }
  close();
  return folded;
}

const since = (lines: readonly CaseLine[], first: Shown | undefined): CaseLine[] =>
  first ? lines.filter(({ at }) => Date.parse(at) >= Date.parse(first.message.at)) : [];

type Entry = Shown | { line: CaseLine };

/** Merges two ordered lists; at the same instant the line says why, so it stands first. */
function inOrder(shown: readonly Shown[], lines: readonly CaseLine[]): Entry[] {
  const ordered = withoutEchoes(lines.toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)));
  const entries: Entry[] = [];
  let next = 0;
  for (const each of shown) {
    const at = Date.parse(each.message.at);
    for (let line = ordered[next]; line && Date.parse(line.at) <= at; line = ordered[next]) {
      entries.push({ line });
      next += 1;
    }
    entries.push(each);
  }
  return [...entries, ...ordered.slice(next).map((line) => ({ line }))];
}

/** Accepting or taking also opens the case; saying both would say the same twice. */
const openers: readonly CaseLine['type'][] = ['accepted', 'taken', 'taken-over', 'assigned'];

function withoutEchoes(lines: readonly CaseLine[]): CaseLine[] {
  return lines.filter((line, place) => {
    const before = lines[place - 1];
    if (!before || !openers.includes(before.type)) return true;
    const isEcho = line.type === 'status' && line.to === 'open';
    return !(isEcho && Date.parse(line.at) - Date.parse(before.at) < 1000);
  });
}

function withPlaces(rows: FeedRow[]): FeedRow[] {
  return rows.map((row, index) => {
    if (row.kind !== 'message') return row;
    const follows = hangTogether(rows[index - 1], row);
    const leads = hangTogether(row, rows[index + 1]);
    const place = follows ? (leads ? 'middle' : 'last') : leads ? 'first' : 'single';
    return place === 'single' ? row : { ...row, place };
  });
}

function hangTogether(before: FeedRow | undefined, after: FeedRow | undefined): boolean {
  if (before?.kind !== 'message' || after?.kind !== 'message') return false;
  const [one, two] = [before.shown.message, after.shown.message];
  return senderOf(one) === senderOf(two) && Math.abs(Date.parse(two.at) - Date.parse(one.at)) <= runMs;
}

const senderOf = ({ direction, author }: Message): string => `${direction}:${author.kind}:${author.personId ?? ''}`;

/** The first of the last `unread` messages of the customer; null when nothing is unread or it is not loaded. */
export function firstUnread(messages: readonly Message[], unread: number): string | null {
  if (unread <= 0) return null;
  const fromCustomer = messages.filter(({ direction }) => direction === 'in');
  return fromCustomer.at(-unread)?.id ?? fromCustomer[0]?.id ?? null;
}

function localDay(at: string): string {
  const date = new Date(at);
  return `${date.getFullYear()}-${date.getMonth() + 1}-${date.getDate()}`;
}
