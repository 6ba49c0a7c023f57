/** Folds a batch's events into what changes on each case row: pure, in the order of the events. */
import type { Content, Preview } from '#contract/content.ts';
import type { NewMessage, SceneEvent } from '#engine/events.ts';
import { iso } from '../db/database.ts';

/** Column → new value; a column that is missing stays. Counters are added instead (`unread` as `unreadBy`). */
export type CasePatch = { caseId: string; columns: Record<string, unknown>; unreadBy: number };

const previewLength = 160;

/** One patch per case that the events touch, cases just opened left with what followed their opening. */
export function casePatches(events: readonly SceneEvent[]): CasePatch[] {
  const patches = new Map<string, CasePatch>();
  const patchOf = (caseId: string): CasePatch => {
    const known = patches.get(caseId);
    if (known) return known;
    const fresh: CasePatch = { caseId, columns: {}, unreadBy: 0 };
    patches.set(caseId, fresh);
    return fresh;
  };
  for (const event of events) {
    if ('message' in event) patchForMessage(patchOf(event.message.caseId), event);
    else if ('caseId' in event && event.type !== 'case.opened') Object.assign(patchOf(event.caseId).columns, columnsOf(event));
    if (event.type === 'case.read') patchOf(event.caseId).unreadBy = Number.NEGATIVE_INFINITY;
  }
  return [...patches.values()];
}

function columnsOf(event: SceneEvent): Record<string, unknown> {
  switch (event.type) {
    case 'case.status-changed':
      return statusColumns(event.to, event.at);
    case 'case.queued':
      return { place: 'queued', skill_id: event.skillId, priority: event.priority, queued_at: iso(event.at), assigned_to: null };
    case 'case.parked':
      return { place: 'parked', assigned_to: null };
    case 'offer.made':
      return { place: 'offered' };
    case 'offer.ended':
      return event.outcome === 'accepted' ? {} : { place: 'queued' };
    case 'assignment.started':
      return { place: 'assigned', assigned_to: event.personId };
    case 'assignment.ended':
      return { place: 'parked', assigned_to: null };
    default:
      return {};
  }
}

function statusColumns(status: string, at: number): Record<string, unknown> {
  if (status === 'closed' || status === 'trashed')
    return { status, place: null, assigned_to: null, closed_at: iso(at), waiting_since: null };
  return status === 'resolved' ? { status, resolved_at: iso(at), waiting_since: null } : { status, resolved_at: null };
}

type MessageEvent = Extract<SceneEvent, { message: NewMessage }>;

function patchForMessage(patch: CasePatch, event: MessageEvent) {
  const { message } = event;
  const direction = event.type === 'message.received' ? 'in' : 'out';
  patch.columns['preview'] = previewOf(message.content, direction);
  patch.columns['last_message_at'] = iso(message.at);
  if (event.type === 'message.received') {
    patch.unreadBy = Math.max(patch.unreadBy, 0) + 1;
    if (event.opensWindow) {
      patch.columns['last_customer_message_at'] = iso(message.providerAt ?? message.at);
      // Kept by the database when somebody already waits: see `write-cases.ts`.
      patch.columns['waiting_since'] ??= iso(message.at);
    }
  } else if (message.author.kind === 'agent') {
    patch.columns['waiting_since'] = null;
  }
}

export function previewOf(content: Content, direction: 'in' | 'out'): Preview {
  const text = content.kind === 'text' ? content.text : content.kind === 'other' ? content.summary : content.caption;
  const kind = content.kind === 'file' ? content.form : content.kind === 'other' ? content.wireType : content.kind;
  return { kind, text: text === null ? null : [...text].slice(0, previewLength).join(''), direction };
}
