/** The system lines of a conversation, read from the log: what happened, when, by whom. The feed tells them with the same function. */
import type { CaseLine } from '#contract/cases.ts';
import { type Db, iso } from '../db/database.ts';

/** What a line needs of a row of `events`. */
export type LoggedEvent = { id: number; at: number; type: string; actorId: string | null; facts: Record<string, unknown> };

/** Every type that can become a line; others are never asked for. */
export const lineTypes = [
  'case.opened',
  'case.status-changed',
  'case.queued',
  'offer.made',
  'offer.ended',
  'assignment.started',
  'assignment.ended',
] as const;

/** A conversation shows its latest lines; older ones are in the log. */
const mostLines = 200;

export async function selectLines(db: Db, caseId: string): Promise<CaseLine[]> {
  const rows = await db.rows<LoggedEvent>(
    `select id, at, type, actor_id as "actorId", facts from events
     where case_id = $1 and type = any($2) order by id desc limit ${mostLines}`,
    [caseId, lineTypes],
  );
  const lines = await linesOf(db, rows.reverse());
  return lines.filter((line) => line !== null);
}

type Drawn = { type: CaseLine['type']; by: string | null; to: string | null; because?: string | null };
/** Ids of people and skills, or plain words (a status), not yet turned into names. */
const drawings: Record<(typeof lineTypes)[number], (facts: Record<string, unknown>, actorId: string | null) => Drawn | null> = {
  'case.opened': () => ({ type: 'opened', by: null, to: null }),
  'case.status-changed': ({ from, to, because }, actorId) => ({
    type: from === 'resolved' && to === 'open' ? 'reopened' : 'status',
    by: actorId,
    to: text(to),
    because: text(because),
  }),
  'case.queued': (facts) => ({ type: 'queued', by: null, to: text(facts.skillId), because: text(facts.because) }),
  'offer.made': (facts) => ({ type: 'offered', by: null, to: text(facts.personId) }),
  'offer.ended': (facts) => {
    const outcome = endings.find((known) => known === facts.outcome);
    return outcome ? { type: outcome, by: text(facts.personId), to: null } : null;
  },
  'assignment.started': startLine,
  // Resolving and closing say so in their own line.
  'assignment.ended': (facts, actorId) =>
    facts.because === 'unassigned' || facts.because === 'agent-left' ? { type: 'unassigned', by: actorId, to: text(facts.personId) } : null,
};
/** Who takes an offer over says so where they begin. */
const endings = ['accepted', 'rejected', 'timed-out', 'withdrawn'] as const;
const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);

/** An accepted offer, and the resolving that was taken back, have said so already. */
function startLine({ personId, offerId, because, takenFrom }: Record<string, unknown>): Drawn | null {
  if (offerId !== null || because === 'undo') return null;
  const person = text(personId);
  if (because === 'routing') return { type: 'assigned', by: null, to: person };
  const from = text(takenFrom);
  return { type: from === null ? 'taken' : 'taken-over', by: person, to: from, because: text(because) };
}

/** One line, or null, per event, in their order. */
export async function linesOf(db: Db, events: readonly LoggedEvent[]): Promise<(CaseLine | null)[]> {
  const drawn = events.map((event) => {
    const draw = lineTypes.find((type) => type === event.type);
    return draw ? drawings[draw](event.facts, event.actorId) : null;
  });
  const names = await selectNames(db, drawn);
  return drawn.map((line, index) => {
    const event = events[index];
    if (!line || !event) return null;
    const { type, by, to, because = null } = line;
    return { id: String(event.id), at: iso(event.at), type, by: nameIn(names, by), to: nameIn(names, to), because };
  });
}

const nameIn = (names: ReadonlyMap<string, string>, word: string | null) => (word === null ? null : (names.get(word) ?? word));
const isId = (word: string | null): word is string => word !== null && /^[0-9a-f-]{36}$/.test(word);

async function selectNames(db: Db, drawn: readonly (Drawn | null)[]): Promise<Map<string, string>> {
  const ids = [...new Set(drawn.flatMap((line) => (line ? [line.by, line.to].filter(isId) : [])))];
  if (ids.length === 0) return new Map();
  const rows = await db.rows<{ id: string; name: string }>(
    'select id, name from people where id = any($1::uuid[]) union all select id, name from skills where id = any($1::uuid[])',
    [ids],
  );
  return new Map(rows.map((row) => [row.id, row.name]));
}
