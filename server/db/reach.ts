/** Whether a database of the operator's own lets us in, asked once before anything is begun. */
import pg from 'pg';
import { StartProblem } from '../start-problem.ts';

const patienceMs = 10_000;

/** One that keeps silent is as good as away; a pool would wait for it for ever. */
export async function reach(databaseUrl: string, mostMs = patienceMs): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl, connectionTimeoutMillis: mostMs });
  try {
    await client.connect();
  } catch (cause) {
    const { host } = new URL(databaseUrl);
    throw new StartProblem(`DATABASE_URL: the database at ${host || 'its socket'} does not answer, or does not let us in.`, { cause });
  }
  await client.end();
}
