import { mayOnChannel } from '#engine/role/may.ts';
import { caseRowOf, selectCaseRows } from '../cases/queries.ts';
import { scopeOf } from '../cases/visibility.ts';
import type { Handlers } from '../http/call.ts';
import { Refusal } from '../refusal.ts';
import { selectCustomer, selectVisibleCases, standingId } from './queries.ts';

export const customerHandlers = {
  readCustomer: async ({ db, signed }, { customerId: asked }) => {
    const customerId = await standingId(db, asked);
    const { grants } = signed;
    const cases = await selectCaseRows(db, await selectVisibleCases(db, scopeOf(grants), customerId));
    if (cases.length === 0) throw new Refusal('not-found');
    const maySeeNumber = cases.some(({ channel }) => mayOnChannel(grants, 'customers.view-number', channel.id) === null);
    return { customer: await selectCustomer(db, customerId, !maySeeNumber), cases: cases.map(caseRowOf) };
  },
} satisfies Handlers;
