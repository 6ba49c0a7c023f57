/** Commands of the open case for keys, palette and help: the same acts, names and reasons as its buttons. */
import type { CaseDetail } from '#contract/cases.ts';
import type { Command } from '../../commands/registry.ts';
import type { Words } from '../../words/words.tsx';
import type { CaseActs } from './case-acts.ts';

type Parts = {
  detail: CaseDetail | undefined;
  acts: CaseActs;
  talk: Words['talk'];
  reply: () => void;
  openStatus: () => void;
};

export function caseCommands({ detail, acts, talk, reply, openStatus }: Parts): Command[] {
  const { commands } = talk;
  const group = 'conversation' as const;
  const loading = detail ? null : commands.reasons.loading;
  return [
    { id: 'conversation.reply', name: commands.reply, group, keys: ['R'], disabledReason: loading, run: reply },
    { id: 'case.resolve', name: commands.resolve, group, keys: ['E'], disabledReason: acts.against('resolved'), run: acts.resolve },
    {
      id: 'case.resolveNext',
      name: commands.resolveNext,
      group,
      keys: ['Shift+E'],
      disabledReason: acts.against('resolved'),
      run: acts.resolveNext,
    },
    { id: 'case.status', name: commands.status, group, keys: ['S'], disabledReason: loading, run: openStatus },
    { id: 'case.take', name: commands.take, group, keys: ['A'], disabledReason: acts.against('assign'), run: acts.take },
    { id: 'case.giveBack', name: commands.giveBack, group, disabledReason: acts.against('unassign'), run: acts.giveBack },
  ];
}

type ComposerParts = {
  talk: Words['talk'];
  blocked: string | null;
  attachRefusal: string | null;
  send: (then: 'stay' | 'resolve-next') => void;
  attach: () => void;
};

export function composerCommands({ talk, blocked, attachRefusal, send, attach }: ComposerParts): Command[] {
  const group = 'conversation' as const;
  return [
    { id: 'conversation.send', name: talk.composer.send, group, keys: ['Mod+Enter'], disabledReason: blocked, run: () => send('stay') },
    {
      id: 'conversation.sendResolveNext',
      name: talk.composer.sendResolveNext,
      group,
      keys: ['Mod+Shift+Enter'],
      disabledReason: blocked,
      run: () => send('resolve-next'),
    },
    {
      id: 'conversation.attach',
      name: talk.commands.attach,
      group,
      keys: [attachKeys],
      disabledReason: blocked ?? attachRefusal,
      run: attach,
    },
  ];
}

/** Ctrl+Shift+U and +A belong to Linux input methods and to Chromium. */
export const attachKeys = 'Mod+Shift+F';
