/** The words of the chosen language. English defines the keys; each language is a file loaded when it is needed. */
import { createContext, type ReactNode, useContext, useEffect, useState } from 'react';
import { I18nProvider } from 'react-aria-components';
import type { Language } from '#contract/basics.ts';
import { usePreferences } from '../preferences.ts';
import type { en } from './en.ts';

/** The shape of `en`, its texts widened: a word is a text, or a function of what it speaks about. */
type Widened<T> = T extends string
  ? string
  : T extends (...given: infer Given) => string
    ? (...given: Given) => string
    : { [K in keyof T]: Widened<T[K]> };
export type Words = Widened<typeof en>;

export const loadWords = async (language: Language): Promise<Words> =>
  language === 'ko' ? (await import('./ko.ts')).ko : (await import('./en.ts')).en;

const Spoken = createContext<{ words: Words; language: Language } | null>(null);

export function WordsProvider({ first, children }: { first: { words: Words; language: Language }; children: ReactNode }): ReactNode {
  const { language } = usePreferences();
  const [spoken, setSpoken] = useState(first);
  useEffect(() => {
    let isCurrent = true;
    void loadWords(language).then((words) => {
      if (!isCurrent) return;
      document.documentElement.lang = language;
      setSpoken((before) => (before.language === language ? before : { words, language }));
    });
    return () => {
      isCurrent = false;
    };
  }, [language]);
  return (
    <I18nProvider locale={spoken.language === 'ko' ? 'ko-KR' : 'en-US'}>
      <Spoken value={spoken}>{children}</Spoken>
    </I18nProvider>
  );
}

function useSpoken(): { words: Words; language: Language } {
  const spoken = useContext(Spoken);
  if (!spoken) throw new Error('Words are missing: render inside <WordsProvider>.');
  return spoken;
}

export const useWords = (): Words => useSpoken().words;
export const useLanguage = (): Language => useSpoken().language;
