/** Short messages about what just happened. They never take focus; those that need an answer stay until dismissed. */
import { newClientId } from '../api/ids.ts';

export type Toast = {
  id: string;
  tone: 'plain' | 'ok' | 'danger';
  text: string;
  action?: { label: string; onPress: () => void } | undefined;
  /** Null stays until dismissed. */
  lastsMs: number | null;
};

/** In pixels of the window; the middle of this strip. */
export type ToastPlace = { left: number; inlineSize: number; top?: number; bottom?: number };

export type ToastStore = {
  read(): readonly Toast[];
  subscribe(listener: () => void): () => void;
  show(toast: { text: string; tone?: Toast['tone']; action?: Toast['action']; lastsMs?: number | null }): string;
  dismiss(id: string): void;
};

const mostShown = 3;

export function openToasts(): ToastStore {
  let shown: readonly Toast[] = [];
  const listeners = new Set<() => void>();
  const set = (next: readonly Toast[]) => {
    shown = next;
    for (const listener of listeners) listener();
  };
  return {
    read: () => shown,
    subscribe(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    show({ text, tone = 'plain', action, lastsMs }) {
      const toast: Toast = { id: newClientId(), tone, text, action, lastsMs: lastsMs === undefined ? (action ? 8000 : 5000) : lastsMs };
      set([...shown.filter((each) => each.text !== text), toast].slice(-mostShown));
      return toast.id;
    },
    dismiss: (id) => set(shown.filter((each) => each.id !== id)),
  };
}

export const toasts = openToasts();
