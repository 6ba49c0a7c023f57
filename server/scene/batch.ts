/** What was decided, laid out for the writers: they take all events of their types at once, in the order they were decided. */
import type { SceneEvent, SceneEventOf } from '#engine/events.ts';
import type { NewId } from '#engine/scene.ts';

export type Decided = { events: readonly SceneEvent[]; traceId: string; actorId: string | null };
export type EventType = SceneEvent['type'];

/** One event with who caused it and under which trace it is found again. */
export type Logged = { event: SceneEvent; traceId: string; actorId: string | null };

export type Batch = {
  logged: readonly Logged[];
  newId: NewId;
  of<T extends EventType>(...types: T[]): SceneEventOf<T>[];
};

export function batchOf(decided: readonly Decided[], newId: NewId): Batch {
  const logged = decided.flatMap(({ events, traceId, actorId }) =>
    events.map((event): Logged => ({ event, actorId, traceId: ('message' in event ? event.message.traceId : null) ?? traceId })),
  );
  return {
    logged,
    newId,
    of: <T extends EventType>(...types: T[]) => logged.flatMap(({ event }) => (isOf(event, types) ? [event] : [])),
  };
}

const isOf = <T extends EventType>(event: SceneEvent, types: readonly T[]): event is SceneEventOf<T> =>
  (types as readonly string[]).includes(event.type);
