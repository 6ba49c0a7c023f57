/** The text of the field: React's state while typing, the draft store beside it, and no change from outside while a syllable is composed. */
import { type RefObject, useCallback, useEffect, useRef, useState, useSyncExternalStore } from 'react';
import type { Draft, DraftQuote, Drafts } from './drafts.ts';

export type ComposerField = {
  text: string;
  quote: DraftQuote | null;
  ref: RefObject<HTMLTextAreaElement | null>;
  isComposing: boolean;
  setText: (text: string) => void;
  dropQuote: () => void;
  onCompositionStart: () => void;
  onCompositionEnd: () => void;
};

export function useComposerField(caseId: string, drafts: Drafts): ComposerField {
  const [draft, setDraft] = useState<Draft>(() => drafts.read(caseId));
  const [isComposing, setComposing] = useState(false);
  const ref = useRef<HTMLTextAreaElement>(null);
  const version = useSyncExternalStore(
    drafts.subscribe,
    useCallback(() => drafts.version(caseId), [drafts, caseId]),
  );
  const taken = useRef(version);
  useEffect(() => {
    if (isComposing || taken.current === version) return;
    taken.current = version;
    setDraft(drafts.read(caseId));
  }, [isComposing, version, drafts, caseId]);

  const keep = (next: Draft) => {
    setDraft(next);
    drafts.write(caseId, next);
  };
  return {
    ...draft,
    ref,
    isComposing,
    setText: (text) => keep({ ...draft, text }),
    dropQuote: () => keep({ ...draft, quote: null }),
    onCompositionStart: () => setComposing(true),
    onCompositionEnd: () => setComposing(false),
  };
}

/** Puts text in place so that the browser's own undo still knows the way back. */
export function replaceText(field: HTMLTextAreaElement, next: { text: string; start: number; end: number }): void {
  field.focus();
  field.setSelectionRange(0, field.value.length);
  // Deprecated and yet the only way into the undo history; without it the text is simply set.
  if (!document.execCommand('insertText', false, next.text)) field.setRangeText(next.text, 0, field.value.length);
  field.setSelectionRange(next.start, next.end);
}
