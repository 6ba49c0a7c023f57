/**
 * "Typing…" on the customer's phone: a call at once, without a row, since nobody misses one that is lost. WhatsApp shows it for up to
 * 25 s and marks the conversation as read with it, so only the assigned agent's typing is told, at most once in 20 s.
 */
import { isWindowOpen } from '#engine/message/window.ts';
import type { KnownCase } from '../cases/queries.ts';
import type { Context } from '../context.ts';
import type { SignedCall } from '../http/call.ts';
import { tokenOf } from '../outbox/token.ts';
import { findAnswering } from './queries.ts';

const restMs = 20_000;
const mostRemembered = 5_000;
/** Case → when its typing was last told, per process: forgotten with it. */
const told = new WeakMap<Context, Map<string, number>>();

export async function showTyping({ context, db, signed }: SignedCall, known: KnownCase): Promise<void> {
  if (known.facts.assignedTo !== signed.personId || isResting(context, known.id)) return;
  const answering = await findAnswering(db, known.id);
  if (!answering || !isWindowOpen(answering.lastCustomerMessageAt, context.clock.now())) return;
  const { providerId, phoneNumberId } = answering;
  const marked = await context.graph.markRead({ token: tokenOf(context, answering), phoneNumberId, providerId, isTyping: true });
  context.metrics.sends.inc({ outcome: `typing-${marked.kind}` });
}

/** Also takes the turn, so that two calls at once are one. */
function isResting(context: Context, caseId: string): boolean {
  const now = context.clock.now();
  const last = told.get(context) ?? new Map<string, number>();
  told.set(context, last);
  if (now - (last.get(caseId) ?? Number.NEGATIVE_INFINITY) < restMs) return true;
  last.delete(caseId);
  last.set(caseId, now);
  const [oldest] = last.keys();
  if (last.size > mostRemembered && oldest !== undefined) last.delete(oldest);
  return false;
}
