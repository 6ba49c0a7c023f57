/** Who I am, and how I like it here. */
import { useRouter } from '@tanstack/react-router';
import { BellRing, Keyboard, LogOut, Play } from 'lucide-react';
import { type ReactNode, type RefObject, useState } from 'react';
import { Dialog, Popover } from 'react-aria-components';
import { preferences, usePreferences } from '../preferences.ts';
import { Avatar } from '../ui/Avatar.tsx';
import { Button, IconButton } from '../ui/Button.tsx';
import { Segmented } from '../ui/Segmented.tsx';
import { useWords } from '../words/words.tsx';
import styles from './AccountMenu.module.css';
import { useWidth } from './layout.ts';
import { useSignOut } from './leaving/leave.ts';
import { useMe } from './me.ts';
import { usePages } from './pages.ts';
import { playOffer } from './sounds.ts';
import { useSpeak } from './speak.ts';

type Props = { button: RefObject<HTMLButtonElement | null>; close: () => void; openHelp: () => void };

export function AccountPanel({ button, close, openHelp }: Props): ReactNode {
  const me = useMe();
  const { frame } = useWords();
  return (
    <Popover
      triggerRef={button}
      isOpen
      onOpenChange={(isOpen) => !isOpen && close()}
      placement="bottom end"
      offset={6}
      className={styles.popover ?? ''}
    >
      <Dialog aria-label={frame.account(me.name)} className={styles.panel ?? ''}>
        <div className={styles.who}>
          <Avatar name={me.name} size={44} />
          <div>
            <p className={styles.name}>{me.name}</p>
            <p className={styles.small}>
              {me.role.name} · {me.email}
            </p>
          </div>
        </div>
        <Likes />
        <Doings close={close} openHelp={openHelp} />
      </Dialog>
    </Popover>
  );
}

function Likes(): ReactNode {
  const { frame } = useWords();
  const { theme, density, keys: singleKeys, sounds, language } = usePreferences();
  const speak = useSpeak();
  return (
    <dl className={styles.likes}>
      <Like title={frame.language}>
        <Segmented label={frame.language} value={language} options={[option('ko', '한국어'), option('en', 'English')]} onChange={speak} />
      </Like>
      <Like title={frame.theme}>
        <Segmented
          label={frame.theme}
          value={theme}
          options={(['system', 'light', 'dark'] as const).map((value) => option(value, frame.themes[value]))}
          onChange={(value) => preferences.change({ theme: value })}
        />
      </Like>
      <Like title={frame.density}>
        <Segmented
          label={frame.density}
          value={density}
          options={(['comfortable', 'compact'] as const).map((value) => option(value, frame.densities[value]))}
          onChange={(value) => preferences.change({ density: value })}
        />
      </Like>
      <Like title={frame.singleKeys}>
        <Segmented
          label={frame.singleKeys}
          value={singleKeys}
          options={[option('standard', frame.on), option('off', frame.off)]}
          onChange={(value) => preferences.change({ keys: value })}
        />
      </Like>
      <Like title={frame.sounds}>
        <IconButton icon={Play} iconSize={14} label={frame.testSound} onPress={() => playOffer(preferences.read().volume)} />
        <Segmented
          label={frame.sounds}
          value={sounds ? 'on' : 'off'}
          options={[option('on', frame.on), option('off', frame.off)]}
          onChange={(value) => preferences.change({ sounds: value === 'on' })}
        />
      </Like>
    </dl>
  );
}

const option = <Value extends string>(value: Value, label: string) => ({ value, label });

function Like({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <div>
      <dt>{title}</dt>
      <dd>{children}</dd>
    </div>
  );
}

function Doings({ close, openHelp }: { close: () => void; openHelp: () => void }): ReactNode {
  const { frame } = useWords();
  const router = useRouter();
  const width = useWidth();
  const pages = usePages();
  const signOut = useSignOut();
  const [permission, setPermission] = useState(() => ('Notification' in window ? Notification.permission : 'denied'));
  const then = (run: () => void) => () => {
    close();
    run();
  };
  return (
    <div className={styles.doings}>
      {width === 'one' &&
        pages.map((page) => (
          <Button
            key={page.id}
            label={page.label}
            icon={page.icon}
            variant="plain"
            onPress={then(() =>
              page.isOutside ? void window.open(page.href, '_blank', 'noopener') : void router.navigate({ href: page.href }),
            )}
          />
        ))}
      {permission !== 'granted' && window.isSecureContext && (
        <Button
          label={permission === 'denied' ? frame.notifications : frame.notificationsAllow}
          icon={BellRing}
          variant="plain"
          disabledReason={permission === 'denied' ? frame.notificationsDenied : null}
          onPress={() => void Notification.requestPermission().then(setPermission)}
        />
      )}
      <Button label={frame.keyboardHelp} icon={Keyboard} variant="plain" keys="?" onPress={then(openHelp)} />
      <Button label={frame.signOut} icon={LogOut} variant="plain" onPress={then(signOut)} />
    </div>
  );
}
