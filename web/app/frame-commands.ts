/** Commands that stand on every page. */
import { useQuery } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import type { AgentState } from '#contract/agents.ts';
import { agentQuery } from '../api/queries.ts';
import type { Command } from '../commands/registry.ts';
import { useCommands } from '../commands/useCommands.ts';
import { preferences, usePreferences } from '../preferences.ts';
import { useWords } from '../words/words.tsx';
import type { Layer } from './Frame.tsx';
import { useSignOut } from './leaving/leave.ts';
import { useMe } from './me.ts';
import { useSetState } from './my-state.ts';
import { usePages } from './pages.ts';
import { goToPane } from './panes.ts';
import { useSpeak } from './speak.ts';

export function useFrameCommands(openLayer: (layer: Layer) => void): void {
  const { commands: words } = useWords();
  const signOut = useSignOut();
  const speak = useSpeak();
  const { language } = usePreferences();
  useCommands([
    { id: 'palette.open', name: words.openPalette, group: 'view', keys: ['Mod+K'], isKeyOnly: true, run: () => openLayer('palette') },
    { id: 'help.open', name: words.openHelp, group: 'view', keys: ['?', 'Mod+/'], run: () => openLayer('help') },
    { id: 'pane.next', name: words.nextPane, group: 'view', keys: ['F6'], isKeyOnly: true, run: () => goToPane(1) },
    { id: 'pane.previous', name: words.previousPane, group: 'view', keys: ['Shift+F6'], isKeyOnly: true, run: () => goToPane(-1) },
    { id: 'view.theme', name: words.toggleTheme, group: 'view', also: 'dark light 다크 라이트', run: toggleTheme },
    {
      id: 'me.language',
      name: words.toggleLanguage,
      group: 'me',
      also: 'language 언어',
      run: () => speak(language === 'ko' ? 'en' : 'ko'),
    },
    ...useGoCommands(),
    ...useStateCommands(),
    { id: 'me.signOut', name: words.signOut, group: 'me', run: signOut },
  ]);
}

function toggleTheme(): void {
  const { theme } = preferences.read();
  const isDark = theme === 'dark' || (theme === 'system' && window.matchMedia('(prefers-color-scheme: dark)').matches);
  preferences.change({ theme: isDark ? 'light' : 'dark' });
}

function useGoCommands(): Command[] {
  const { commands: words } = useWords();
  const router = useRouter();
  return usePages().map((page) => ({
    id: `go.${page.id}`,
    name: page.id === 'inbox' ? words.goInbox : page.id === 'stuck' ? words.goStuck : page.label,
    group: 'go' as const,
    ...(page.id === 'inbox' ? { keys: ['G I'] } : page.id === 'stuck' ? { keys: ['G Q'] } : {}),
    run: () => (page.isOutside ? void window.open(page.href, '_blank', 'noopener') : void router.navigate({ href: page.href })),
  }));
}

function useStateCommands(): Command[] {
  const { commands: words } = useWords();
  const me = useMe();
  const { data: agent } = useQuery(agentQuery);
  const setState = useSetState();
  const names: Record<AgentState, string> = {
    available: words.beAvailable,
    busy: words.beBusy,
    away: words.beAway,
    offline: words.beOffline,
  };
  if (!me.isAgent) return [];
  return (['available', 'busy', 'away', 'offline'] as const).map((state) => ({
    id: `me.${state}`,
    name: names[state],
    group: 'me' as const,
    disabledReason: agent?.state === state ? words.reasons.alreadySo : null,
    run: () => setState(state),
  }));
}
