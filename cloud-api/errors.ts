/**
 * Every error code of Meta's a contact centre can meet (https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes):
 * who can repair it, whether sending again makes sense, one sentence and the next step. HTTP status decides nothing, as Meta answers
 * almost everything with 400.
 */
import { type ErrorClass, type ErrorRow, type Retry, type Sentence, type StepName, steps } from './error-steps.ts';
import { sendingErrors } from './sending-errors.ts';
import { setupErrors } from './setup-errors.ts';

export type { ErrorClass, Retry, Sentence };

export const errorRows: readonly ErrorRow[] = [...sendingErrors, ...setupErrors];

export type ErrorMeaning = { code: number; class: ErrorClass; retry: Retry; sentence: Sentence; step: Sentence; isKnown: boolean };

const known = new Map<number, ErrorRow>(errorRows.map((row) => [row[0], row]));

/** Families Meta documents as a range; the first that holds a code answers for it. */
const families: { from: number; to: number; row: number }[] = [
  { from: 200, to: 299, row: 10 },
  { from: 131201, to: 131215, row: 131020 },
  { from: 134100, to: 134102, row: 131055 },
  { from: 138000, to: 138025, row: 138000 },
  { from: 139000, to: 139004, row: 139000 },
  { from: 139100, to: 139103, row: 139100 },
  { from: 147001, to: 147005, row: 147001 },
  { from: 2494164, to: 2494179, row: 2494100 },
];

/** Never fails: an unknown code is a sentence of its own, repeated only when Meta calls it passing. */
export function errorMeaning(code: number, isTransient = false): ErrorMeaning {
  const family = families.find(({ from, to }) => code >= from && code <= to);
  const row = known.get(code) ?? (family ? known.get(family.row) : undefined);
  if (row) {
    const [, errorClass, retry, step, en, ko] = row;
    return { code, class: errorClass, retry, sentence: { ko, en }, step: stepSentence(step), isKnown: true };
  }
  return {
    code,
    class: isTransient ? 'wait' : 'other',
    retry: isTransient ? 'soon' : 'never',
    sentence: { ko: `WhatsApp이 메시지를 보내지 못했습니다(오류 ${code}).`, en: `WhatsApp could not send the message (error ${code}).` },
    step: stepSentence(isTransient ? 'wait' : 'report'),
    isKnown: false,
  };
}

function stepSentence(name: StepName): Sentence {
  return steps[name];
}
