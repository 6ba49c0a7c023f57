/** Offers: a case shown to an agent with accept and reject. Assignments follow from acceptance. */
import { z } from 'zod';
import { id, instant, nothing } from './basics.ts';
import { caseDetail, caseRow } from './cases.ts';
import { operation } from './operation.ts';

export const offer = z.object({
  id,
  case: caseRow,
  /** What made the case wait: a new one, one that the customer's message opened again, one that an agent gave back or left. */
  because: z.enum(['new', 'reopened', 'returned']),
  firstLine: z.string().nullable(),
  offeredAt: instant,
  expiresAt: instant,
});
export type Offer = z.infer<typeof offer>;

export const listOffers = operation({
  name: 'listOffers',
  method: 'GET',
  path: '/offers',
  access: 'signed-in',
  rate: 'read',
  summary: 'My live offers, oldest first.',
  input: nothing,
  output: z.object({ rows: z.array(offer) }),
  refusals: [],
});
export const acceptOffer = operation({
  name: 'acceptOffer',
  method: 'POST',
  path: '/offers/:offerId/accept',
  access: 'signed-in',
  rate: 'write',
  summary: 'Accepts an offer: the case is mine. Accepting one’s own accepted offer again answers the same.',
  input: z.object({ offerId: id }),
  output: caseDetail,
  refusals: ['not-found', 'offer-over', 'already-assigned'],
});
export const rejectOffer = operation({
  name: 'rejectOffer',
  method: 'POST',
  path: '/offers/:offerId/reject',
  access: 'signed-in',
  rate: 'write',
  summary: 'Rejects an offer: the case goes to the next agent and is not offered to me again for 60 s.',
  input: z.object({ offerId: id }),
  output: nothing,
  refusals: ['not-found', 'offer-over'],
});
