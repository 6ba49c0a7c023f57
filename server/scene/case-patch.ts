/** Folds a batch's events into what changes on each case row: pure, in the order of the events. */
import type { CasePlace, CaseStatus } from '#contract/cases.ts';
import type { Content, Preview } from '#contract/content.ts';
import type { SceneEvent, SceneEventOf } from '#engine/events.ts';

/** Null = as it was, unless said otherwise. `assignedTo` always goes with `place`. */
export type CasePatch = {
  caseId: string;
  opened: SceneEventOf<'case.opened'> | null;
  status: CaseStatus | null;
  place: CasePlace | null;
  assignedTo: string | null;
  skillId: string | null;
  priority: number | null;
  queuedAt: number | null;
  resolvedAt: number | null;
  closedAt: number | null;
  /** Somebody answered, or nobody needs to any more: whoever waited before does not wait now. */
  isAnswered: boolean;
  /** Since when the customer waits, as far as this batch knows. */
  waitingFrom: number | null;
  customerWroteAt: number | null;
  lastMessageAt: number | null;
  preview: Preview | null;
  isRead: boolean;
  unreadBy: number;
};

const previewLength = 160;

/** One patch per case that the events touch. */
export function casePatches(events: readonly SceneEvent[]): CasePatch[] {
  const patches = new Map<string, CasePatch>();
  for (const event of events) {
    const caseId = 'message' in event ? event.message.caseId : 'caseId' in event ? event.caseId : undefined;
    if (caseId === undefined) continue;
    const patch = patches.get(caseId) ?? emptyPatch(caseId);
    if (fold(patch, event)) patches.set(caseId, patch);
  }
  return [...patches.values()];
}

const emptyPatch = (caseId: string): CasePatch => ({
  caseId,
  opened: null,
  status: null,
  place: null,
  assignedTo: null,
  skillId: null,
  priority: null,
  queuedAt: null,
  resolvedAt: null,
  closedAt: null,
  isAnswered: false,
  waitingFrom: null,
  customerWroteAt: null,
  lastMessageAt: null,
  preview: null,
  isRead: false,
  unreadBy: 0,
});

/** False when the event leaves the case's row alone. */
function fold(patch: CasePatch, event: SceneEvent): boolean {
  switch (event.type) {
    case 'case.opened':
      patch.opened = event;
      return true;
    case 'case.status-changed':
      return changeStatus(patch, event);
    case 'case.queued':
      patch.skillId = event.skillId;
      patch.priority = event.priority;
      patch.queuedAt = event.at;
      return moveTo(patch, 'queued');
    case 'case.parked':
    case 'assignment.ended':
      return moveTo(patch, 'parked');
    case 'offer.made':
      return moveTo(patch, 'offered');
    case 'offer.ended':
      return event.outcome === 'accepted' ? false : moveTo(patch, 'queued');
    case 'assignment.started':
      return moveTo(patch, 'assigned', event.personId);
    case 'case.read':
      patch.isRead = true;
      patch.unreadBy = 0;
      return true;
    case 'message.received':
      return receive(patch, event);
    case 'message.queued':
      if (event.message.author.kind === 'agent') answer(patch);
      return show(patch, event);
    default:
      return false;
  }
}

function moveTo(patch: CasePatch, place: CasePlace, assignedTo: string | null = null): true {
  patch.place = place;
  patch.assignedTo = assignedTo;
  return true;
}

function answer(patch: CasePatch): void {
  patch.isAnswered = true;
  patch.waitingFrom = null;
}

function changeStatus(patch: CasePatch, { to, at, waitingSince }: SceneEventOf<'case.status-changed'>): true {
  patch.status = to;
  if (waitingSince !== undefined) patch.waitingFrom = waitingSince;
  if (to === 'resolved') patch.resolvedAt = at;
  if (to === 'closed' || to === 'trashed') patch.closedAt = at;
  if (to === 'resolved' || to === 'closed' || to === 'trashed') answer(patch);
  return true;
}

function receive(patch: CasePatch, event: SceneEventOf<'message.received'>): true {
  const { at } = event.message;
  patch.unreadBy += 1;
  if (event.opensWindow) {
    // Never the provider's own time: one ahead of ours would hold the window open too long (F52).
    patch.customerWroteAt = Math.max(at, patch.customerWroteAt ?? at);
    patch.waitingFrom = Math.min(at, patch.waitingFrom ?? at);
  }
  return show(patch, event);
}

/** Lists show the newest message, in whatever order they arrive. */
function show(patch: CasePatch, { message, type }: SceneEventOf<'message.received' | 'message.queued'>): true {
  if (patch.lastMessageAt !== null && message.at < patch.lastMessageAt) return true;
  patch.lastMessageAt = message.at;
  patch.preview = previewOf(message.content, type === 'message.received' ? 'in' : 'out');
  return true;
}

export function previewOf(content: Content, direction: 'in' | 'out'): Preview {
  const text = content.kind === 'text' ? content.text : content.kind === 'other' ? content.summary : content.caption;
  const kind = content.kind === 'file' ? content.form : content.kind === 'other' ? content.wireType : content.kind;
  return { kind, text: text === null ? null : cut(text), direction };
}

/** By characters, so that no emoji is cut in half; the first slice keeps long texts cheap. */
const cut = (text: string): string =>
  text.length <= previewLength ? text : [...text.slice(0, 2 * previewLength)].slice(0, previewLength).join('');
