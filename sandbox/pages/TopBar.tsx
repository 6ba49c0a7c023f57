import { Languages, MoonStar, PanelRight } from 'lucide-react';
import type { ReactNode } from 'react';
import { Clock } from './Clock.tsx';
import { Connection } from './Connection.tsx';
import icon from './icon.svg';
import { type Theme, usePreferences, useWords } from './preferences.tsx';
import styles from './TopBar.module.css';
import type { Language } from './words.ts';

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
