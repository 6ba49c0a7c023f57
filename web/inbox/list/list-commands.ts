/** Moving through cases by key, from anywhere. */
import { useQueryClient } from '@tanstack/react-query';
import type { CaseRow, CaseView } from '#contract/cases.ts';
import { type CaseList, keys } from '../../api/queries.ts';
import type { Command } from '../../commands/registry.ts';
import { useCommands } from '../../commands/useCommands.ts';
import { useWords } from '../../words/words.tsx';
import { useOpenCase, usePreload } from './open-case.ts';
import { useShow } from './ViewBar.tsx';

/** The case `step` further on; from outside the list, its first or its last. */
function neighbour(rows: readonly CaseRow[], caseId: string | undefined, step: 1 | -1): CaseRow | undefined {
  const now = rows.findIndex(({ id }) => id === caseId);
  if (now < 0) return step === 1 ? rows[0] : rows.at(-1);
  return rows[now + step];
}

export function useListCommands(rows: readonly CaseRow[], caseId: string | undefined): void {
  const { commands: words, list } = useWords();
  const openCase = useOpenCase();
  const preload = usePreload();
  const show = useShow();
  const waiting = useWaitingRows(rows);
  const move = (among: readonly CaseRow[], step: 1 | -1) => () => {
    const to = neighbour(among, caseId, step);
    if (!to) return;
    openCase(to.id);
    const after = neighbour(among, to.id, step);
    if (after) preload(after.id);
  };
  const reason = rows.length === 0 ? words.reasons.noCases : null;
  const noWaiting = waiting.length === 0 ? list.emptyWaiting : null;
  const views: [CaseView, string][] = [
    ['mine', words.viewMine],
    ['waiting', words.viewWaiting],
    ['all', words.viewAll],
  ];
  useCommands([
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
      run: move(waiting, 1),
    },
    {
      id: 'case.previousWaiting',
      name: words.previousWaiting,
      group: 'cases',
      keys: ['Shift+K', 'Alt+Shift+ArrowUp'],
      disabledReason: noWaiting,
      run: move(waiting, -1),
    },
    ...views.map(([view, name]): Command => ({ id: `list.${view}`, name, group: 'cases', run: () => show({ view, status: undefined }) })),
    {
      id: 'case.jump',
      name: words.jumpTo,
      group: 'cases',
      keys: Array.from({ length: 9 }, (_, place) => `Alt+${place + 1}`),
      isKeyOnly: true,
      disabledReason: reason,
      run: (chord) => {
        const row = rows[Number(chord?.at(-1)) - 1];
        if (row) openCase(row.id);
      },
    },
  ]);
}

/** Those of this list whose customer waits; where none does, those who wait for anybody. */
function useWaitingRows(rows: readonly CaseRow[]): readonly CaseRow[] {
  const cache = useQueryClient();
  const own = rows.filter((row) => row.waitingSince !== null);
  return own.length > 0 ? own : (cache.getQueryData<CaseList>(keys.cases('waiting'))?.rows ?? []);
}
