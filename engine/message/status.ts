/**
 * What becomes of a sent message when WhatsApp says something about it. Words arrive in any order and any number of times,
 * so the rank only rises (reliability F03, I13, I14): queued < sent < failed < delivered < read < played. `failed` therefore
 * stands against a late `sent`, and yields to a later `delivered`, `read` or `played`, which prove it wrong.
 */
import type { MessageStatus } from '#contract/messages.ts';

/** What can be told: Meta's status words, and `accepted` for the answer to the send itself. */
export type Told = 'accepted' | 'sent' | 'delivered' | 'read' | 'played' | 'failed';

const ranks: Record<Exclude<MessageStatus, 'received'>, number> = {
  queued: 10,
  // No answer came: any word from WhatsApp says more.
  unknown: 11,
  sent: 20,
  failed: 30,
  delivered: 40,
  read: 50,
  played: 60,
};

/** The next status, or null when what was told changes nothing. Inbound messages have no way to go. */
export function nextStatus(current: MessageStatus, told: Told): MessageStatus | null {
  if (current === 'received') return null;
  // Accepted is Meta's promise, not yet the one tick: it only clears up an unknown outcome.
  if (told === 'accepted') return current === 'unknown' ? 'queued' : null;
  return ranks[told] > ranks[current] ? told : null;
}
