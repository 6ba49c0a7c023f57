import type { RefusalCode, RefusalDetails, RefusalValue } from '#contract/refusals.ts';

/** An expected "no" that somebody can repair: thrown by operations, answered as `application/problem+json` in one place (`http/problem.ts`). */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly details: RefusalDetails;

  constructor(code: RefusalCode, details: RefusalDetails = {}) {
    // The details stay out of the message, which may reach a log: they can hold what a customer wrote.
    super(code);
    this.name = 'Refusal';
    this.code = code;
    this.details = details;
  }
}

/** Throws what the engine returned as a value. */
export function throwRefusal(value: RefusalValue): never {
  throw new Refusal(value.refusal, value.details);
}
