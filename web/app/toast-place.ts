/**
 * Where messages about what just happened stand: over the top of the conversation, below its header, where nothing can be pressed; where
 * there is no conversation, over the foot of the list, above the offers. Never over the bar, a button, an offer or the field.
 */
import type { ToastPlace } from '../ui/toasts.ts';

const gap = 8;

export function findToastPlace(page: Pick<Document, 'querySelector'> = document, height = window.innerHeight): ToastPlace | null {
  const box = (selector: string) => page.querySelector(selector)?.getBoundingClientRect();
  const talk = box('[data-feed]') ?? box('main[data-pane="conversation"]');
  if (talk && talk.width > 0) return { left: talk.left, inlineSize: talk.width, top: talk.top + gap };
  const list = box('[data-pane="list"]');
  if (!list || list.width === 0) return null;
  const foot = box('[data-pane="offer"][data-form="card"]')?.top ?? list.bottom;
  return { left: list.left, inlineSize: list.width, bottom: height - foot + gap };
}
