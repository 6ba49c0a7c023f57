/** What is read from a webhook, piece by piece; and the pieces nobody can read yet, which are set aside by name and shown. */
import type { Failure } from '#contract/messages.ts';
import type { Move, Sender } from '#engine/customer/identify.ts';
import type { Told } from '#engine/message/status.ts';
import type { ReadMessage } from './read-message.ts';

export type ReadStatus = { providerId: string; messageId: string | null; told: Told; at: number; failure: Failure | null };

/** `position` says where in its webhook an item stands: `entry.change.kind.index`; empty = the whole body. */
export type Item = { position: string } & (
  | { kind: 'message'; phoneNumberId: string; key: string; sender: Sender; message: ReadMessage }
  | { kind: 'moved'; phoneNumberId: string; key: string; move: Move }
  | { kind: 'status'; phoneNumberId: string; key: string; status: ReadStatus }
  /** `phoneNumberId` where one was said: foreign ones are set aside as such. */
  | { kind: 'aside'; phoneNumberId: string | null; reason: 'unreadable' | 'too-deep'; detail: string }
);

/** What can be read, or passed over, by itself; nothing is read before its turn comes. */
export type Piece = { position: string; read: () => Item[] };

export type Spot = { position: string; phoneNumberId: string | null };

export const aside = ({ position, phoneNumberId }: Spot, detail: string): Item => ({
  position,
  kind: 'aside',
  phoneNumberId,
  reason: 'unreadable',
  detail,
});

export type Part = Readonly<Record<string, unknown>>;
export const isPart = (value: unknown): value is Part => typeof value === 'object' && value !== null && !Array.isArray(value);

/** Names of fields are Meta's, not customers'; but a signature is no reason to print whatever stands there. */
const isName = (name: string): boolean => /^[a-z_]{1,60}$/.test(name);
export const fieldName = (name: string): string => (isName(name) ? name : '…');

/** Beyond so many names in one place, the rest share one item: a page full of them helps nobody. */
const mostNames = 10;

/** Lists and parts beside those we know may carry something: each is set aside under its name. A plain word beside them describes. */
export function unknownParts(part: Part, known: readonly string[], { position: place, phoneNumberId }: Spot): Item[] {
  const names = Object.keys(part).filter((name) => !known.includes(name) && carries(part[name]));
  const shown = names.filter(isName).slice(0, mostNames);
  const rest = names.length - shown.length;
  const spot = (name: string): Spot => ({ position: place === '' ? name : `${place}.${name}`, phoneNumberId });
  return [
    ...shown.map((name) => aside(spot(name), `Parley does not use “${name}” yet.`)),
    ...(rest > 0 ? [aside(spot('…'), `Parley does not use ${rest} more things in it yet.`)] : []),
  ];
}

const carries = (value: unknown): boolean =>
  Array.isArray(value) ? value.length > 0 : typeof value === 'object' && value !== null && Object.keys(value).length > 0;
