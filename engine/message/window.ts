/**
 * The service window: WhatsApp takes free-form messages for 24 h after the customer's last message (Meta, customer service
 * window). Parley closes it 60 s early, for the clock on screen and the check before a send alike, so that a message which
 * was allowed when it left is still allowed when it arrives. An advertisement's 72 h is a price, not a longer window.
 */
export const windowGuardMs = 60 * 1000;
const windowMs = 24 * 60 * 60 * 1000 - windowGuardMs;

/** The closing instant; null when the customer has never written. */
export function windowClosesAt(lastCustomerMessageAt: number | null): number | null {
  return lastCustomerMessageAt === null ? null : lastCustomerMessageAt + windowMs;
}

/** Open up to, not including, the closing instant. */
export function isWindowOpen(lastCustomerMessageAt: number | null, now: number): boolean {
  const closesAt = windowClosesAt(lastCustomerMessageAt);
  return closesAt !== null && now < closesAt;
}
