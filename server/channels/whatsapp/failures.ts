/** Why a send failed, for the people who see it: WhatsApp's codes and our own refusals in one shape. */
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

/** What WhatsApp answered, or told later by a `failed` status. */
export function failureOf(code: number): Failure {
  return {
    code,
    class: 'other',
    ko: `WhatsApp이 메시지를 보내지 못했습니다(오류 ${code}).`,
    en: `WhatsApp could not send the message (error ${code}).`,
  };
}
