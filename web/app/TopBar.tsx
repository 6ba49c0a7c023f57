import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import type { ReactNode } from 'react';
import { useConnection } from '../api/feed.ts';
import { welcomeQuery } from '../api/queries.ts';
import { keyLabel } from '../commands/keys.ts';
import { Chip } from '../ui/Chip.tsx';
import { useWords } from '../words/words.tsx';
import { AccountMenu } from './AccountMenu.tsx';
import type { Layer } from './Frame.tsx';
import { useMe } from './me.ts';
import { StateSwitch } from './StateSwitch.tsx';
import styles from './TopBar.module.css';

export function TopBar({ openLayer }: { openLayer: (layer: Layer) => void }): ReactNode {
  const { app, frame } = useWords();
  const me = useMe();
  const { data: welcome } = useQuery(welcomeQuery);
  return (
    <header className={styles.bar} data-pane="bar" tabIndex={-1}>
      <span className={styles.brand}>{app.name}</span>
      <button type="button" className={styles.search} data-pane-start onClick={() => openLayer('palette')}>
        <Search size={16} aria-hidden />
        <span className={styles.searchWord}>{frame.search}</span>
        <kbd>{keyLabel('Mod+K')}</kbd>
      </button>
      <div className={styles.right}>
        {welcome?.isSandbox && (
          <span className={styles.sandbox}>
            <Chip tone="warn" label={frame.sandboxBadge} />
          </span>
        )}
        <ConnectionDot />
        {me.isAgent && <StateSwitch />}
        <AccountMenu openHelp={() => openLayer('help')} />
      </div>
    </header>
  );
}

function ConnectionDot(): ReactNode {
  const { connection } = useWords();
  const { state } = useConnection();
  const word = state === 'connected' ? connection.connected : state === 'connecting' ? connection.connecting : connection.offline;
  return (
    <span className={styles.connection} data-state={state} title={word}>
      <i aria-hidden />
      <span className={styles.connectionWord}>{word}</span>
    </span>
  );
}
