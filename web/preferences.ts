/** What a person likes, kept in this browser: one small store, the same in every tab. */
import { useSyncExternalStore } from 'react';
import type { Language } from '#contract/basics.ts';

export type Preferences = {
  language: Language;
  theme: 'system' | 'light' | 'dark';
  density: 'comfortable' | 'compact';
  /** Single-letter keys can be switched off (WCAG 2.1.4); chords with a modifier always work. */
  keys: 'standard' | 'off';
  enterSends: boolean;
  sounds: boolean;
  volume: number;
  isListHidden: boolean;
  isCardHidden: boolean;
  listWidth: number;
  cardWidth: number;
};

const key = 'parley.preferences';
const defaults: Preferences = {
  language: 'ko',
  theme: 'system',
  density: 'comfortable',
  keys: 'standard',
  enterSends: true,
  sounds: true,
  volume: 0.6,
  isListHidden: false,
  isCardHidden: false,
  listWidth: 320,
  cardWidth: 320,
};

export type PreferenceStore = {
  read(): Preferences;
  change(changes: Partial<Preferences>): void;
  subscribe(listener: () => void): () => void;
};

export function openPreferences(storage: Pick<Storage, 'getItem' | 'setItem'>, wished: Language): PreferenceStore {
  let now: Preferences = { ...defaults, language: wished, ...kept(storage.getItem(key)) };
  const listeners = new Set<() => void>();
  const tell = () => {
    for (const listener of listeners) listener();
  };
  globalThis.addEventListener?.('storage', (event) => {
    if (event.key !== key) return;
    now = { ...now, ...kept(event.newValue) };
    tell();
  });
  return {
    read: () => now,
    change(changes) {
      now = { ...now, ...changes };
      storage.setItem(key, JSON.stringify(now));
      tell();
    },
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
}

function kept(text: string | null): Partial<Preferences> {
  try {
    const value: unknown = JSON.parse(text ?? '{}');
    return typeof value === 'object' && value !== null ? (value as Partial<Preferences>) : {};
  } catch {
    return {};
  }
}

const wishedLanguage: Language = navigator.languages.find((tag) => /^(ko|en)/.test(tag))?.startsWith('en') ? 'en' : 'ko';
export const preferences = openPreferences(localStorage, wishedLanguage);

export function usePreferences(): Preferences {
  return useSyncExternalStore(preferences.subscribe, preferences.read);
}
