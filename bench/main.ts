/**
 * `npm run bench -- <name> [--short] [--profile]`: each benchmark ends with one line of JSON; exit code 1 when a floor is missed.
 * With `--profile` the server leaves a CPU profile in the temporary folder’s `parley-profile`, to be opened in a browser's developer tools.
 */
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { benchFeed } from './feed/run.ts';
import { benchIngest } from './ingest/run.ts';
import { benchOutbox } from './outbox/run.ts';
import { benchRouting } from './routing/run.ts';

type Plan = { isShort: boolean; profileFolder?: string };
const benches: Record<string, (plan: Plan) => Promise<boolean>> = {
  ingest: benchIngest,
  outbox: benchOutbox,
  feed: benchFeed,
  routing: benchRouting,
};

const [name = '', ...words] = process.argv.slice(2);
const bench = Object.hasOwn(benches, name) ? benches[name] : undefined;
if (!bench) {
  console.error(`Which benchmark? Known: ${Object.keys(benches).join(', ')}.`);
  process.exit(2);
}
const profile = words.includes('--profile') ? { profileFolder: join(tmpdir(), 'parley-profile') } : {};
const isGood = await bench({ isShort: words.includes('--short'), ...profile });
process.exit(isGood ? 0 : 1);
