/** `npm run bench -- <name> [--short]`: each benchmark ends with one line of JSON; exit code 1 when a floor is missed. */
import { benchIngest } from './ingest/run.ts';
import { benchOutbox } from './outbox/run.ts';

const benches: Record<string, (plan: { isShort: boolean }) => Promise<boolean>> = { ingest: benchIngest, outbox: benchOutbox };

const [name = '', ...words] = process.argv.slice(2);
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (!bench) {
  console.error(`Which benchmark? Known: ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}
const isGood = await bench({ isShort: words.includes('--short') });
process.exit(isGood ? 0 : 1);
