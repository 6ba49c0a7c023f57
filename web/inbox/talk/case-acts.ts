/** What can be done with the open case, for buttons, menus and keys alike. Each act says what it did, or why it could not. */
import { type QueryClient, useQueryClient } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import type { Language } from '#contract/basics.ts';
import type { CaseDetail, CaseStatus } from '#contract/cases.ts';
import { call } from '../../api/client.ts';
import { keys } from '../../api/queries.ts';
import type { CaseList } from '../../api/reducer.ts';
import { failureSentence } from '../../app/failure.ts';
import { toasts } from '../../ui/toasts.ts';
import { useLanguage, useWords, type Words } from '../../words/words.tsx';
import { nextCaseOf } from './next-case.ts';

export type CaseActs = {
  /** The sentence against an act of `allowed`; null = may. */
  against: (act: string) => string | null;
  setStatus: (status: CaseStatus) => void;
  resolve: () => void;
  resolveNext: () => void;
  take: () => void;
  giveBack: () => void;
  goNext: () => void;
};

/** `detail` is the settled one: its identity is what the acts hang on. */
export function useCaseActs(caseId: string, detail: CaseDetail | undefined): CaseActs {
  const words = useWords();
  const language = useLanguage();
  const cache = useQueryClient();
  const goNext = useGoNext(caseId);
  return useMemo(() => caseActs({ caseId, detail, words, language, cache, goNext }), [caseId, detail, words, language, cache, goNext]);
}

type Parts = {
  caseId: string;
  detail: CaseDetail | undefined;
  words: Words;
  language: Language;
  cache: QueryClient;
  goNext: () => void;
};

function caseActs({ caseId, detail, words, language, cache, goNext }: Parts): CaseActs {
  const { talk } = words;
  const run = (ask: Promise<CaseDetail>, said: string, undo?: () => void) =>
    void ask.then(
      (after) => {
        cache.setQueryData<CaseDetail>(keys.case(caseId), (now) => (now && now.case.version > after.case.version ? now : after));
        toasts.show({ text: said, tone: 'ok', ...(undo ? { action: { label: talk.undo, onPress: undo } } : {}) });
      },
      (error: unknown) => void toasts.show({ text: failureSentence(error, words), tone: 'danger' }),
    );
  const against = (act: string): string | null => {
    if (!detail) return talk.commands.reasons.loading;
    const refusal = detail.allowed[act];
    return refusal === undefined ? talk.commands.reasons.notReachable : (refusal?.[language] ?? null);
  };
  /** Back to where it was: resolving also ended the assignment. */
  const undo = () => run(call('undoResolve', { caseId }), talk.statusChanged(words.status.open));
  const setStatus = (status: CaseStatus) => {
    const said = status === 'resolved' && detail ? talk.resolved(detail.case.number) : talk.statusChanged(words.status[status]);
    run(call('setCaseStatus', { caseId, status }), said, status === 'resolved' ? undo : undefined);
  };
  return {
    against,
    setStatus,
    resolve: () => setStatus('resolved'),
    resolveNext: () => {
      setStatus('resolved');
      goNext();
    },
    take: () => run(call('assignCase', { caseId }), talk.taken),
    goNext,
    giveBack: () => run(call('unassignCase', { caseId }), talk.givenBack),
  };
}

function useGoNext(caseId: string): () => void {
  const cache = useQueryClient();
  const navigate = useNavigate();
  const { view, status } = useSearch({ from: '/signed-in/inbox/{-$caseId}' });
  return useCallback(() => {
    const rows = cache.getQueryData<CaseList>(keys.cases(view, status))?.rows ?? [];
    const next = nextCaseOf(rows, caseId);
    void navigate({ to: '/inbox/{-$caseId}', params: next ? { caseId: next } : {}, search: (before) => before });
  }, [cache, navigate, view, status, caseId]);
}
