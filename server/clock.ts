/** One clock for everybody: the database's time plus the offset row, carried on by this process's monotonic clock in between. */
import type { Database } from './db/database.ts';

export type Clock = {
  /** Parley's time in milliseconds: the database's, plus the sandbox's offset. Decisions inside a transaction use the scene's `now`. */
  now(): number;
  /** Re-reads database time and offset. */
  adjust(): Promise<void>;
};

const adjustEveryMs = 10_000;

export type OpenClock = Clock & { stop(): void };

export async function openClock(db: Database, failed: (error: unknown) => void): Promise<OpenClock> {
  let ahead = 0;
  const adjust = async () => {
    const asked = performance.now();
    const [row] = await db.rows<{ now: number }>('select parley_now() as now');
    if (!row) throw new Error('The database told no time.');
    ahead = row.now - (asked + performance.now()) / 2;
  };
  await adjust();
  const adjustSoon = () => void adjust().catch(failed);
  const timer = setInterval(adjustSoon, adjustEveryMs);
  timer.unref();
  db.wakes.on('clock', adjustSoon);
  return {
    now: () => Math.round(performance.now() + ahead),
    adjust,
    stop: () => {
      clearInterval(timer);
      db.wakes.off('clock', adjustSoon);
    },
  };
}
