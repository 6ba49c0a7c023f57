/** Moving time: the business is told first, so that nothing reaches it from its future. */
import type { Hub } from './hub.ts';
import type { ClockView } from './shapes.ts';
import { viewClock } from './views.ts';
import { metaJson, signatureHeaders } from './wire.ts';

export type Moved = { clock: ClockView; business: ClockTold };
/** `nobody`: no callback is set. */
export type ClockTold = 'told' | 'nobody' | 'failed';

export async function moveClock(hub: Hub, byMs: number): Promise<Moved> {
  const { world, clock } = hub;
  hub.note({ kind: 'clock', offsetMs: world.clockOffsetMs + byMs });
  const business = await tellClock(hub);
  // Whatever else was moved meanwhile counts too.
  clock.move(world.clockOffsetMs);
  await hub.written();
  hub.tell({ kind: 'clock', clock: viewClock(clock) });
  return { clock: viewClock(clock), business };
}

/** Meta has no clock to move; this goes beside the webhooks, signed like one. */
export async function tellClock({ world }: Hub): Promise<ClockTold> {
  if (!world.callback) return 'nobody';
  const body = metaJson({ offsetMs: world.clockOffsetMs });
  try {
    const answer = await fetch(new URL('/sandbox/clock', world.callback.url), {
      method: 'POST',
      headers: { 'content-type': 'application/json', ...signatureHeaders(body, world.appSecret) },
      body,
      redirect: 'manual',
      signal: AbortSignal.timeout(5000),
    });
    await answer.arrayBuffer();
    return answer.ok ? 'told' : 'failed';
  } catch {
    // Whoever is not there now learns it at the next move, or when it sets its callback again.
    return 'failed';
  }
}
