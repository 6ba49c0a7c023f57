/** Lists of cases, one case, and moving it through its life. */

import { statusPermissions } from '#engine/case/allowed.ts';
import { changeStatus } from '#engine/case/life.ts';
import { mayOnChannel } from '#engine/role/may.ts';
import type { Handlers, SignedCall } from '../http/call.ts';
import { notPermitted } from '../http/serve.ts';
import { Refusal } from '../refusal.ts';
import { actOnCase } from '../scene/act.ts';
import { caseFor } from './access.ts';
import { readCaseAfter, readCaseDetail } from './detail.ts';
import { readCursor, selectCasePage, selectCounts, writeCursor } from './list.ts';
import { caseRowOf, selectCaseRows } from './queries.ts';
import { scopeOf } from './visibility.ts';

export const caseHandlers = {
  listCases: async ({ db, signed }, { view, status, channelId, cursor, limit }) => {
    const after = cursor === undefined ? null : readCursor(view, cursor);
    if (after === undefined) throw new Refusal('invalid-input', { problems: 'cursor' });
    const places = await selectCasePage(db, scopeOf(signed.grants, channelId), { view, status: status ?? null, after, limit });
    const shown = places.slice(0, limit);
    const last = shown.at(-1);
    const rows = await selectCaseRows(
      db,
      shown.map((place) => place.id),
    );
    return {
      rows: rows.map(caseRowOf),
      next: last && places.length > limit ? writeCursor(view, last) : null,
      counts: await selectCounts(db, scopeOf(signed.grants)),
    };
  },
  readCase: (call, { caseId }) => readCaseDetail(call, caseId),
  setCaseStatus: async (call: SignedCall, { caseId, status }) => {
    const { facts } = await caseFor(call, caseId, 'cases.status');
    const missing = statusPermissions(status).map((permission) => mayOnChannel(call.signed.grants, permission, facts.channelId));
    for (const lack of missing) if (lack) throw await notPermitted(call.context, call.signed, lack.missing);
    const byPersonId = call.signed.personId;
    await actOnCase(call, caseId, (scene, live) => changeStatus(live, status, { at: scene.now, byPersonId, because: 'by-hand' }));
    return readCaseAfter(call, caseId);
  },
} satisfies Handlers;
