/** Moving through cases by key, from anywhere. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import type { RefObject } from 'react';
import type { CaseRow, CaseStatus, CaseView } from '#contract/cases.ts';
import { type CaseList, casesQuery, keys } from '../../api/queries.ts';
import { isEverywhere } from '../../commands/keys.ts';
import type { Command } from '../../commands/registry.ts';
import { useCommands } from '../../commands/useCommands.ts';
import { useWords, type Words } from '../../words/words.tsx';
import { useOpenCase, usePreload, useWalkToCase } from './open-case.ts';
import { useShow } from './ViewBar.tsx';

const none: readonly CaseRow[] = [];

/** The case `step` further on; from outside the list, its first or its last. */
function neighbour(rows: readonly CaseRow[], caseId: string | undefined, step: 1 | -1): CaseRow | undefined {
  const now = rows.findIndex(({ id }) => id === caseId);
  if (now < 0) return step === 1 ? rows[0] : rows.at(-1);
  return rows[now + step];
}

/** What the rows on screen tell the keys: their order, which may be frozen, and how to put the focus on one of them. */
export type ListHandle = { rows: readonly CaseRow[]; focus: (caseId: string) => void };
type Parts = { handle: RefObject<ListHandle | null>; caseId: string | undefined; view: CaseView; status: CaseStatus | undefined };

export function useListCommands({ handle, caseId, view: shownView, status }: Parts): void {
  const { commands: words, list } = useWords();
  const openCase = useOpenCase();
  const walkToCase = useWalkToCase();
  const preload = usePreload();
  const show = useShow();
  const fetched = useQuery(casesQuery(shownView, status)).data?.rows ?? none;
  const waiting = useWaitingRows(fetched);
  const rows = () => handle.current?.rows ?? fetched;
  /** Single keys look on, with the focus in the list; a chord is pressed by hands that write, and goes from field to field. */
  const move = (among: () => readonly CaseRow[], step: 1 | -1) => (chord?: string) => {
    const to = neighbour(among(), caseId, step);
    if (!to) return;
    if (chord && !isEverywhere(chord)) {
      walkToCase(to.id);
      handle.current?.focus(to.id);
    } else openCase(to.id);
    const after = neighbour(among(), to.id, step);
    if (after) preload(after.id);
  };
  const reason = fetched.length === 0 ? words.reasons.noCases : null;
  const noWaiting = waiting.length === 0 ? list.emptyWaiting : null;
  const views: [CaseView, string][] = [
    ['mine', words.viewMine],
    ['waiting', words.viewWaiting],
    ['all', words.viewAll],
  ];
  useCommands([
    ...moveCommands({ words, move, rows, waiting, reason, noWaiting }),
    ...views.map(([view, name]): Command => ({ id: `list.${view}`, name, group: 'cases', run: () => show({ view, status: undefined }) })),
    {
      id: 'case.jump',
      name: words.jumpTo,
      group: 'cases',
      keys: Array.from({ length: 9 }, (_, place) => `Alt+${place + 1}`),
      isKeyOnly: true,
      disabledReason: reason,
      run: (chord) => {
        const row = rows()[Number(chord?.at(-1)) - 1];
        if (row) openCase(row.id);
      },
    },
  ]);
}

type Move = (among: () => readonly CaseRow[], step: 1 | -1) => Command['run'];
type MoveParts = {
  words: Words['commands'];
  move: Move;
  rows: () => readonly CaseRow[];
  waiting: readonly CaseRow[];
  reason: string | null;
  noWaiting: string | null;
};

function moveCommands({ words, move, rows, waiting, reason, noWaiting }: MoveParts): Command[] {
  return [
    { id: 'case.next', name: words.nextCase, group: 'cases', keys: ['J', 'Alt+ArrowDown'], disabledReason: reason, run: move(rows, 1) },
    {
      id: 'case.previous',
      name: words.previousCase,
      group: 'cases',
      keys: ['K', 'Alt+ArrowUp'],
      disabledReason: reason,
      run: move(rows, -1),
    },
    {
      id: 'case.nextWaiting',
      name: words.nextWaiting,
      group: 'cases',
      keys: ['Shift+J', 'Alt+Shift+ArrowDown'],
      disabledReason: noWaiting,
      run: move(() => waiting, 1),
    },
    {
      id: 'case.previousWaiting',
      name: words.previousWaiting,
      group: 'cases',
      keys: ['Shift+K', 'Alt+Shift+ArrowUp'],
      disabledReason: noWaiting,
      run: move(() => waiting, -1),
    },
  ];
}

/** Those of this list whose customer waits; where none does, those who wait for anybody. */
function useWaitingRows(rows: readonly CaseRow[]): readonly CaseRow[] {
  const cache = useQueryClient();
  const own = rows.filter((row) => row.waitingSince !== null);
  return own.length > 0 ? own : (cache.getQueryData<CaseList>(keys.cases('waiting'))?.rows ?? []);
}
