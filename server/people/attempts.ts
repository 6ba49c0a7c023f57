/**
 * Guesses at passwords (T41): a budget per account and per address, with a delay that grows and no lock. A browser that has signed in
 * before carries a device cookie and has a budget of its own, so that an attacker cannot make a known device wait.
 */
import { createHmac, timingSafeEqual } from 'node:crypto';
import type { Db } from '../db/database.ts';
import { Refusal } from '../refusal.ts';

const perAccount = 5;
const perAddress = 30;
const longestWaitSeconds = 300;

export type Attempt = { email: string; address: string; device: string | undefined };

const keyed = (key: Buffer, kind: string, value: string): Buffer => createHmac('sha256', key).update(`${kind} ${value}`).digest();

/** Bound to the account, so a device known for one account is not known for another. */
export const deviceToken = (key: Buffer, email: string): string => keyed(key, 'device', email.toLowerCase()).toString('base64url');

export function isKnownDevice(key: Buffer, { email, device }: Pick<Attempt, 'email' | 'device'>): boolean {
  const expected = Buffer.from(deviceToken(key, email));
  const given = Buffer.from(device ?? '');
  return given.length === expected.length && timingSafeEqual(given, expected);
}

/** Counts this attempt first, then decides: guesses sent at the same time count each other. Returns how to forget it again. */
export async function countAttempt(db: Db, key: Buffer, attempt: Attempt): Promise<{ forget(): Promise<void> }> {
  const email = attempt.email.toLowerCase();
  const known = isKnownDevice(key, attempt) ? 'known ' : '';
  const account = keyed(key, 'account', known + email);
  // A known device shares its address with nobody: not with strangers, nor with the known devices of others in the same office.
  const address = keyed(key, 'address', known === '' ? attempt.address : `${known}${email} ${attempt.address}`);
  const [row] = await db.rows<{ id: number; accounts: number; addresses: number; sinceSeconds: number }>(
    `with added as (insert into sign_in_attempts (account_hash, address_hash) values ($1, $2) returning id)
     select (select id from added) as id,
       (select count(*) from sign_in_attempts where account_hash = $1 and at > parley_now() - interval '15 minutes')::int as accounts,
       (select count(*) from sign_in_attempts where address_hash = $2 and at > parley_now() - interval '15 minutes')::int as addresses,
       coalesce(extract(epoch from parley_now() - (select max(at) from sign_in_attempts where account_hash = $1 or address_hash = $2)), 1e9)
         ::float8 as "sinceSeconds"`,
    [account, address],
  );
  if (!row) throw new Error('The attempt was not counted.');
  const over = Math.max(row.accounts - perAccount, row.addresses - perAddress);
  const forget = async () => {
    await db.rows('delete from sign_in_attempts where id = $1', [row.id]);
  };
  if (over < 0) return { forget };
  const waitSeconds = Math.ceil(Math.min(longestWaitSeconds, 2 ** over) - row.sinceSeconds);
  if (waitSeconds <= 0) return { forget };
  // A refused attempt was no guess: impatience must not make the wait longer.
  await forget();
  throw new Refusal('sign-in-paused', { waitSeconds });
}
