/** Language and appearance of the pages, kept in this browser. */
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { type Language, type Words, wordsOf } from './words.ts';

export type Theme = 'system' | 'light' | 'dark';
type Preferences = { language: Language; theme: Theme; setLanguage(language: Language): void; setTheme(theme: Theme): void };

const PreferencesContext = createContext<Preferences | null>(null);
const kept = (key: string): string | null => {
  try {
    return localStorage.getItem(`parley-sandbox-${key}`);
  } catch {
    return null;
  }
};
const keep = (key: string, value: string) => {
  try {
    localStorage.setItem(`parley-sandbox-${key}`, value);
  } catch {
    // A browser that keeps nothing still shows the page.
  }
};

const firstLanguage = (): Language => {
  const language = kept('language') ?? navigator.language;
  return language.startsWith('ko') ? 'ko' : 'en';
};
const firstTheme = (): Theme => {
  const theme = kept('theme');
  return theme === 'light' || theme === 'dark' ? theme : 'system';
};

export function PreferencesProvider({ children }: { children: ReactNode }): ReactNode {
  const [language, setLanguage] = useState(firstLanguage);
  const [theme, setTheme] = useState(firstTheme);
  useEffect(() => {
    document.documentElement.lang = language;
    document.title = `${wordsOf(language).subtitle} · Parley`;
    keep('language', language);
  }, [language]);
  useEffect(() => {
    if (theme === 'system') delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    keep('theme', theme);
  }, [theme]);
  const value = useMemo(() => ({ language, theme, setLanguage, setTheme }), [language, theme]);
  return <PreferencesContext value={value}>{children}</PreferencesContext>;
}

export function usePreferences(): Preferences {
  const preferences = useContext(PreferencesContext);
  if (!preferences) throw new Error('No preferences around this component.');
  return preferences;
}

export const useWords = (): Words => wordsOf(usePreferences().language);
