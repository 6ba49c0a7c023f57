import { lazy, type ReactNode, Suspense, useRef, useState } from 'react';
import { Avatar } from '../ui/Avatar.tsx';
import { Button } from '../ui/Button.tsx';
import { useWords } from '../words/words.tsx';
import styles from './AccountMenu.module.css';
import { useMe } from './me.ts';

const loadPanel = () => import('./AccountPanel.tsx');
const AccountPanel = lazy(async () => ({ default: (await loadPanel()).AccountPanel }));

export function AccountMenu({ openHelp }: { openHelp: () => void }): ReactNode {
  const me = useMe();
  const { frame } = useWords();
  const [isOpen, setOpen] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  return (
    <>
      <Button
        label={frame.account(me.name)}
        variant="plain"
        className={styles.trigger}
        menu={{ kind: 'dialog', button, isOpen, open: () => setOpen(true), warm: () => void loadPanel() }}
      >
        <Avatar name={me.name} size={28} />
      </Button>
      {isOpen && (
        <Suspense fallback={null}>
          <AccountPanel button={button} close={() => setOpen(false)} openHelp={openHelp} />
        </Suspense>
      )}
    </>
  );
}
