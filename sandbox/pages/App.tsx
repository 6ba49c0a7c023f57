import { type ReactNode, useState, useSyncExternalStore } from 'react';
import styles from './App.module.css';
import { Trouble } from './Connection.tsx';
import { Controls } from './Controls.tsx';
import { People } from './People.tsx';
import { useWords } from './preferences.tsx';
import { usePhones } from './route.ts';
import { useKnown } from './store.tsx';
import { TopBar } from './TopBar.tsx';
import { Wall } from './Wall.tsx';

/** People on the left, their phones in the middle, the controls of the world on the right; where it is narrow, people or a phone, controls below. */
export function App(): ReactNode {
  const words = useWords();
  const [phones, go] = usePhones();
  const [isPanelOpen, setPanelOpen] = useState(() => matchMedia('(min-width: 1280px)').matches);
  const world = useKnown((state) => state.world);
  const isLost = useKnown((state) => state.isLost);
  const isNarrow = useNarrow();
  const known = world ? phones.filter((id) => world.customers.some((customer) => customer.id === id)) : [];
  const panel = { isPanelOpen, onPanel: () => setPanelOpen(!isPanelOpen) };
  // A phone that fills the screen has no page around it: its caption does what the top bar does.
  const isInHand = isNarrow && known.length > 0;
  return (
    <div className={styles.app} data-phones={known.length > 0} data-panel={isPanelOpen}>
      {!isInHand && <TopBar {...panel} />}
      <Trouble />
      {world ? (
        <div className={styles.body}>
          {isNarrow ? (
            known.length === 0 && (
              <main className={styles.list}>
                <People customers={world.customers} phones={known} onGo={go} />
              </main>
            )
          ) : (
            <People customers={world.customers} phones={known} onGo={go} />
          )}
          {(!isNarrow || known.length > 0) && (
            <Wall customers={world.customers} numbers={world.numbers} phones={known} panel={isInHand ? panel : null} onGo={go} />
          )}
          {isPanelOpen && <Controls world={world} hasClock={isInHand} onClose={() => setPanelOpen(false)} />}
        </div>
      ) : (
        <main className={styles.loading}>{isLost ? null : words.loading}</main>
      )}
    </div>
  );
}

/** As wide as a phone: there is no room for people beside a phone. */
const narrow = '(width < 700px)';

function useNarrow(): boolean {
  return useSyncExternalStore(watchWidth, () => matchMedia(narrow).matches);
}

function watchWidth(listener: () => void): () => void {
  const query = matchMedia(narrow);
  query.addEventListener('change', listener);
  return () => query.removeEventListener('change', listener);
}
