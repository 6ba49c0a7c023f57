import { Languages, MoonStar, PanelRight, SquareArrowOutUpRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Clock } from './Clock.tsx';
import icon from './icon.svg';
import { type Theme, usePreferences, useWords } from './preferences.tsx';
import { useKnown } from './store.tsx';
import styles from './TopBar.module.css';
import { fill, type Language } from './words.ts';

export function TopBar({ isPanelOpen, onPanel }: { isPanelOpen: boolean; onPanel: () => void }): ReactNode {
  const words = useWords();
  const { language, setLanguage, theme, setTheme } = usePreferences();
  return (
    <header className={styles.bar}>
      <img className={styles.mark} src={icon} alt="" width="28" height="28" />
      <h1 className={styles.title}>
        Parley <span>{words.title}</span>
      </h1>
      <Connection />
      <Clock />
      <label className={styles.choice} title={words.language}>
        <Languages size={16} aria-hidden />
        <span className="unseen">{words.language}</span>
        <select value={language} onChange={({ target }) => setLanguage(target.value as Language)}>
          <option value="ko">한국어</option>
          <option value="en">English</option>
        </select>
      </label>
      <label className={styles.choice} title={words.theme}>
        <MoonStar size={16} aria-hidden />
        <span className="unseen">{words.theme}</span>
        <select value={theme} onChange={({ target }) => setTheme(target.value as Theme)}>
          <option value="system">{words.themeSystem}</option>
          <option value="light">{words.themeLight}</option>
          <option value="dark">{words.themeDark}</option>
        </select>
      </label>
      <button
        type="button"
        className={styles.icon}
        aria-pressed={isPanelOpen}
        onClick={onPanel}
        title={isPanelOpen ? words.panelClose : words.panelOpen}
      >
        <PanelRight size={18} aria-hidden />
        <span className="unseen">{isPanelOpen ? words.panelClose : words.panelOpen}</span>
      </button>
    </header>
  );
}

function Connection(): ReactNode {
  const words = useWords();
  const connection = useKnown((state) => state.world?.connection ?? null);
  if (!connection) return <span className={styles.connection} />;
  const { callbackUrl, isSubscribed } = connection;
  if (callbackUrl === null || !isSubscribed)
    return (
      <p className={styles.connection} data-ok="false">
        <i aria-hidden />
        {callbackUrl === null ? words.notConnected : words.notSubscribed}
      </p>
    );
  const { host, port, protocol } = new URL(callbackUrl);
  // By the name this page goes by: 127.0.0.1 and localhost have separate sessions.
  const console = `${protocol}//${location.hostname}${port && `:${port}`}`;
  return (
    <p className={styles.connection} data-ok="true">
      <i aria-hidden />
      <span>{fill(words.connected, { host })}</span>
      <a href={console} target="_blank" rel="noreferrer">
        {words.openConsole}
        <SquareArrowOutUpRight size={13} aria-hidden />
      </a>
    </p>
  );
}
