/** Why a send failed, for the people who see it: WhatsApp's codes and our own refusals in one shape. */
import { errorMeaning } from '#cloud-api/errors.ts';
import type { Failure } from '#contract/messages.ts';
import { type RefusalCode, type RefusalDetails, type Repairer, refusalSentence, refusals } from '#contract/refusals.ts';

const classes: Record<Repairer, Failure['class']> = {
  you: 'agent',
  customer: 'agent',
  administrator: 'administrator',
  wait: 'wait',
  nobody: 'other',
};

/** A message Parley itself held back at the last check. */
export function failureOfRefusal(code: RefusalCode, details: RefusalDetails): Failure {
  return {
    code: null,
    class: classes[refusals[code].repair],
    ko: refusalSentence(code, details, 'ko'),
    en: refusalSentence(code, details, 'en'),
  };
}

/** What WhatsApp answered, or told later by a `failed` status: what happened and what to do next. */
export function failureOf(code: number): Failure {
  const { class: errorClass, sentence, step } = errorMeaning(code);
  return {
    code,
    class: errorClass,
    ko: `${sentence.ko} ${step.ko}`,
    en: `${sentence.en} ${step.en}`,
  };
}
