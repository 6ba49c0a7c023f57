import type { RefusalCode, RefusalDetails } from '#contract/refusals.ts';
import { Refusal } from '../refusal.ts';

/**
 * What was decided no longer fits: a slot, an offer or a status went to somebody else meanwhile. The transaction must roll back;
 * a person is told the refusal, a worker decides anew from a fresh look.
 */
export class Conflict extends Refusal {
  constructor(code: RefusalCode, details: RefusalDetails = {}) {
    super(code, details);
    this.name = 'Conflict';
  }
}
