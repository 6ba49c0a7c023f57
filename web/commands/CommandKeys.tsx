/** The one key listener of the console: finds the command of a key press and runs it, or says why not. */
import { type ReactNode, useEffect } from 'react';
import { preferences } from '../preferences.ts';
import { toasts } from '../ui/toasts.ts';
import type { KeyPress } from './keys.ts';
import { commandFor } from './registry.ts';
import { useRegistry } from './useCommands.ts';

const prefixLastsMs = 1500;
/** A held key must not resolve ten cases: keys that repeat run again only for moving. */
const mayRepeat = /^(?:case|message)\.(?:next|previous)/;

export function CommandKeys(): ReactNode {
  const registry = useRegistry();
  useEffect(() => {
    let prefix: { press: KeyPress; until: number } | null = null;
    const onKeyDown = (event: KeyboardEvent) => {
      if (isNotOurs(event)) return;
      const held = prefix && prefix.until > event.timeStamp ? prefix.press : null;
      prefix = null;
      const state = { prefix: held, isTyping: isTyping(event.target), singleKeys: preferences.read().keys };
      const result = commandFor(registry.all(), event, state);
      if (!result) return;
      event.preventDefault();
      if ('isPrefix' in result) {
        prefix = { press: event, until: event.timeStamp + prefixLastsMs };
        return;
      }
      const { command, chord } = result;
      if (event.repeat && !mayRepeat.test(command.id)) return;
      if (command.disabledReason) toasts.show({ text: command.disabledReason });
      else command.run(chord);
    };
    document.addEventListener('keydown', onKeyDown);
    return () => document.removeEventListener('keydown', onKeyDown);
  }, [registry]);
  return null;
}

/** Composition of Hangul, AltGr signs, and what somebody nearer has handled already. */
const isNotOurs = (event: KeyboardEvent): boolean =>
  event.defaultPrevented || event.isComposing || event.keyCode === 229 || event.getModifierState('AltGraph');

/** Letters belong to fields, and to open menus and lists, which find entries by them. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  if (target instanceof HTMLInputElement) return !['checkbox', 'radio', 'button', 'submit', 'file'].includes(target.type);
  return target.closest('[role="menu"],[role="listbox"],[role="dialog"],[role="alertdialog"],[role="combobox"],iframe') !== null;
}
