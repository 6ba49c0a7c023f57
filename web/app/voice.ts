/** Of all tabs one speaks: it rings and notifies. Whoever holds the lock does; without locks, the tab that is seen. */
let isHeld = false;

export function holdVoice(): void {
  if (!('locks' in navigator)) return;
  void navigator.locks.request('parley-voice', () => {
    isHeld = true;
    return new Promise(() => undefined);
  });
}

export const hasVoice = (): boolean => ('locks' in navigator ? isHeld : !document.hidden);
