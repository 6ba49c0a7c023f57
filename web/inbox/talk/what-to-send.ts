/** A field and its pictures as the messages they become: the text is the first picture's caption, or its own message when too long. */
import { isBlank } from '#engine/message/blank.ts';
import { captionCharacters, textCharacters } from './picture-check.ts';

export type Picture = { file: Blob; fileName: string; width: number | null; height: number | null };
export type ToSend = { kind: 'text'; text: string } | { kind: 'image'; picture: Picture; caption: string | null };

export function whatToSend(field: string, pictures: readonly Picture[]): ToSend[] {
  const text = isBlank(field) ? '' : field.trim();
  if (pictures.length === 0) return text === '' ? [] : [{ kind: 'text', text }];
  const isCaption = text !== '' && lengthOf(text) <= captionCharacters;
  const sent: ToSend[] = pictures.map((picture, place) => ({ kind: 'image', picture, caption: isCaption && place === 0 ? text : null }));
  return text === '' || isCaption ? sent : [...sent, { kind: 'text', text }];
}

/** As WhatsApp counts: an emoji is one character, not two units. */
export const lengthOf = (text: string): number => [...text].length;
export const isTooLong = (text: string): boolean => lengthOf(text.trim()) > textCharacters;
