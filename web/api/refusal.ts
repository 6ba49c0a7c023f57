/** What can come back instead of an answer: a refusal with a sentence, or nothing at all. */
import { type RefusalCode, type RefusalDetails, type Repairer, refusals } from '#contract/refusals.ts';

/** The server said no, in the person's language, and who can repair it. */
export class Refusal extends Error {
  readonly code: RefusalCode;
  readonly status: number;
  readonly repair: Repairer;
  readonly details: RefusalDetails;
  readonly requestId: string;

  constructor(problem: { code: RefusalCode; detail: string; details: RefusalDetails; requestId: string }) {
    super(problem.detail);
    this.name = 'Refusal';
    this.code = problem.code;
    this.status = refusals[problem.code].status;
    this.repair = refusals[problem.code].repair;
    this.details = problem.details;
    this.requestId = problem.requestId;
  }
}

/** No usable answer: offline, too slow, or a fault of the server (then with its request id). Whether it was done is not known. */
export class NoAnswer extends Error {
  readonly reason: 'offline' | 'too-slow' | 'server-fault';
  readonly requestId: string | null;

  constructor(reason: 'offline' | 'too-slow' | 'server-fault', requestId: string | null, cause?: unknown) {
    super(reason, { cause });
    this.name = 'NoAnswer';
    this.reason = reason;
    this.requestId = requestId;
  }
}

export const isRefusalCode = (code: unknown): code is RefusalCode => typeof code === 'string' && Object.hasOwn(refusals, code);

export const isRefused = (error: unknown, code: RefusalCode): error is Refusal => error instanceof Refusal && error.code === code;
