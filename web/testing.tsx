/** Components on a page of happy-dom, for the few tests that need one. */
import { act, type ReactNode } from 'react';
import { createRoot } from 'react-dom/client';
import { onTestFinished } from 'vitest';
import { en } from './words/en.ts';
import { WordsProvider } from './words/words.tsx';

declare global {
  var IS_REACT_ACT_ENVIRONMENT: boolean;
}

export async function draw(ui: ReactNode): Promise<HTMLElement> {
  globalThis.IS_REACT_ACT_ENVIRONMENT = true;
  const place = document.createElement('div');
  document.body.append(place);
  const root = createRoot(place);
  await act(async () => root.render(<WordsProvider first={{ words: en, language: 'en' }}>{ui}</WordsProvider>));
  onTestFinished(async () => {
    await act(async () => root.unmount());
    place.remove();
  });
  return place;
}

export const press = (target: EventTarget, code: string, held: KeyboardEventInit = {}): Promise<boolean> =>
  act(async () => target.dispatchEvent(new KeyboardEvent('keydown', { code, key: code, bubbles: true, cancelable: true, ...held })));

export const click = (target: HTMLElement): Promise<void> => act(async () => target.click());
