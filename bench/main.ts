/** `npm run bench -- <name> [--short]`: each benchmark ends with one line of JSON; exit code 1 when a floor is missed. */
import { benchIngest } from './ingest/run.ts';

const [name, ...words] = process.argv.slice(2);
if (name !== 'ingest') {
  console.error('Which benchmark? Known: ingest.');
  process.exit(2);
}
const isGood = await benchIngest({ isShort: words.includes('--short') });
process.exit(isGood ? 0 : 1);
