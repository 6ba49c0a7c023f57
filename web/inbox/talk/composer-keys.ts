/** Keys of the composer. While a syllable is being composed every key belongs to the input method, Enter above all. */
export type KeyPress = {
  key: string;
  code: string;
  ctrlKey: boolean;
  metaKey: boolean;
  shiftKey: boolean;
  altKey: boolean;
  isComposing: boolean;
  /** 229 where a browser reports the composing key before `isComposing` is set, or after it was unset (Safari). */
  keyCode: number;
};

export type ComposerAct = 'send' | 'send-resolve-next' | 'bold' | 'italic' | 'strike' | 'leave' | 'last-own';

export const isComposing = (press: Pick<KeyPress, 'isComposing' | 'keyCode'>): boolean => press.isComposing || press.keyCode === 229;

/** Null = the key does what it does in any field (Shift+Enter: a new line). */
export function composerAct(press: KeyPress, field: { enterSends: boolean; isEmpty: boolean }): ComposerAct | null {
  if (isComposing(press)) return null;
  const withCommand = press.ctrlKey || press.metaKey;
  if (press.key === 'Enter' && !press.altKey) {
    if (withCommand) return press.shiftKey ? 'send-resolve-next' : 'send';
    return field.enterSends && !press.shiftKey ? 'send' : null;
  }
  if (withCommand && !press.altKey) return markOf(press);
  if (press.key === 'Escape') return 'leave';
  return press.key === 'ArrowUp' && field.isEmpty && !press.shiftKey && !press.altKey ? 'last-own' : null;
}

/** By place on the keyboard, so that it works on a Korean layout too. */
function markOf({ code, shiftKey }: KeyPress): ComposerAct | null {
  if (code === 'KeyB' && !shiftKey) return 'bold';
  if (code === 'KeyI' && !shiftKey) return 'italic';
  return code === 'KeyX' && shiftKey ? 'strike' : null;
}
