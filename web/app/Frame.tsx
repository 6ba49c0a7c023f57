/** What stands around every signed-in page: bar, rail, offers, commands, messages. */
import { Outlet } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense, useEffect, useState } from 'react';
import { CommandKeys } from '../commands/CommandKeys.tsx';
import { OfferDock } from '../inbox/offers/OfferDock.tsx';
import { OfferKeeper } from '../inbox/offers/OfferKeeper.tsx';
import { Toasts } from '../ui/Toasts.tsx';
import { useWords } from '../words/words.tsx';
import { ConnectionBar } from './ConnectionBar.tsx';
import styles from './Frame.module.css';
import { useFrameCommands } from './frame-commands.ts';
import { useInboxLayout } from './layout.ts';
import { LeaveDialog } from './leaving/LeaveDialog.tsx';
import { goToPaneNamed } from './panes.ts';
import { Rail } from './Rail.tsx';
import { useSession } from './session.ts';
import { TopBar } from './TopBar.tsx';
import { useTitle } from './title.ts';
import { findToastPlace } from './toast-place.ts';

const loadPalette = () => import('../commands/Palette.tsx');
const loadKeyHelp = () => import('../commands/KeyHelp.tsx');
const Palette = lazy(async () => ({ default: (await loadPalette()).Palette }));
const KeyHelp = lazy(async () => ({ default: (await loadKeyHelp()).KeyHelp }));

export type Layer = 'palette' | 'help' | null;

export function Frame(): ReactNode {
  const words = useWords();
  const [layer, setLayer] = useState<Layer>(null);
  const { hasList, hasConversation, hasCard } = useInboxLayout();
  useSession();
  useTitle();
  useFrameCommands(setLayer);
  useEffect(loadWhenIdle, []);
  return (
    <div className={styles.frame}>
      <nav className={styles.skips} aria-label={words.app.skip}>
        {hasList && <Skip to="list" label={words.app.skipToList} />}
        {hasConversation && <Skip to="conversation" label={words.app.skipToConversation} />}
        {hasCard && <Skip to="card" label={words.app.skipToCard} />}
      </nav>
      <TopBar openLayer={setLayer} />
      <ConnectionBar />
      <div className={styles.below}>
        <Rail />
        <div className={styles.page}>
          {!hasList && <OfferDock form="strip" />}
          <Outlet />
        </div>
      </div>
      <CommandKeys />
      <OfferKeeper />
      <Suspense fallback={null}>
        {layer === 'palette' && <Palette isOpen onClose={() => setLayer(null)} />}
        {layer === 'help' && <KeyHelp isOpen onClose={() => setLayer(null)} />}
      </Suspense>
      <LeaveDialog />
      <Toasts label={words.app.messages} dismissLabel={words.app.close} findPlace={findToastPlace} />
    </div>
  );
}

/** The layers that any key may open are there before it is pressed. */
function loadWhenIdle(): void {
  const load = () => {
    void loadPalette();
    void loadKeyHelp();
  };
  if ('requestIdleCallback' in window) requestIdleCallback(load, { timeout: 4000 });
  else setTimeout(load, 2000);
}

function Skip({ to, label }: { to: string; label: string }): ReactNode {
  return (
    <button type="button" onClick={() => goToPaneNamed(to)}>
      {label}
    </button>
  );
}
