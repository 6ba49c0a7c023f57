/**
 * The crash test: webhooks arrive, agents answer, and server, PostgreSQL, both, or the sandbox are killed at random. Afterwards nothing
 * that was acknowledged may be lost, nothing may be there twice, and no message may have been handed to Meta twice.
 *   npm run soak              300 kills
 *   npm run soak -- 5         five
 */
import { setTimeout as wait } from 'node:timers/promises';
import { letAgentsWork } from './agents.ts';
import { letCustomersWrite } from './customers.ts';
import { type Part, startSystem } from './system.ts';
import { drained, faultsOf } from './verdict.ts';

const rounds = Number(process.argv[2] ?? 300);
if (!Number.isInteger(rounds) || rounds < 1) throw new Error('How often to kill must be a whole number above 0.');
const targets: readonly Part[][] = [['server'], ['postgres'], ['server', 'postgres'], ['sandbox']];

const system = await startSystem({ port: 21_380, sandboxPort: 21_390 });
try {
  const agents = await letAgentsWork(system);
  const customers = letCustomersWrite(system, 20);
  for (let round = 1; round <= rounds; round += 1) {
    await wait(500 + Math.random() * 2_500);
    // Each kind has its turn, so that a short run sees all of them.
    const target = targets[(round - 1) % targets.length] ?? [];
    for (const part of target) system.kill(part);
    await system.revive();
    console.log(
      `kill ${round} of ${rounds}: ${target.join(' and ')}; ${customers.acknowledged.size} messages taken, ${agents.confirmed.size} answers`,
    );
  }
  await wait(3_000);
  await customers.stop();
  await agents.stop();
  const db = system.database();
  const isDrained = await drained(db, 240_000);
  const faults = await faultsOf(system, db, { acknowledged: customers.acknowledged, confirmed: agents.confirmed });
  await db.close();
  if (!isDrained) faults.push('Work was left undone.');
  if (agents.confirmed.size === 0) faults.push('No answer was ever confirmed: the test proved nothing.');
  for (const fault of faults.slice(0, 50)) console.log(fault);
  console.log(
    JSON.stringify({
      soak: 'crash',
      kills: rounds,
      acknowledged: customers.acknowledged.size,
      answers: agents.confirmed.size,
      faults: faults.length,
    }),
  );
  process.exitCode = faults.length === 0 ? 0 : 1;
} finally {
  await system.stop();
}
