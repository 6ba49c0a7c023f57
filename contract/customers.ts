import { z } from 'zod';
import { id, instant, language } from './basics.ts';
import { caseRow } from './cases.ts';
import { operation } from './operation.ts';

export const identity = z.object({
  kind: z.enum(['phone', 'bsuid', 'username']),
  /** Masked (`+82 10-••••-5678`) without the permission to see numbers. */
  value: z.string(),
  isMasked: z.boolean(),
});
export const customer = z.object({
  id,
  name: z.string(),
  language: language.nullable(),
  identities: z.array(identity),
  firstSeenAt: instant,
});
export type Customer = z.infer<typeof customer>;

export const readCustomer = operation({
  name: 'readCustomer',
  method: 'GET',
  path: '/customers/:customerId',
  access: 'signed-in',
  rate: 'read',
  summary: 'The customer’s card: identities and earlier cases this person may see, newest first.',
  input: z.object({ customerId: id }),
  output: z.object({ customer, cases: z.array(caseRow) }),
  refusals: ['not-found'],
});
