import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { freshDatabase } from '../../test/support/database.ts';
import { openLog } from '../ops/log.ts';
import { openVault } from '../ops/vault.ts';
import { openAppSecrets } from './app-secrets.ts';

test('secrets are opened from their seal, and read again when access changes', async () => {
  const db = await freshDatabase();
  const vault = await openVault(join(await mkdtemp(join(tmpdir(), 'parley-secrets-')), 'key'));
  const add = (id: string, secret: string) =>
    db.rows('insert into meta_apps (id, name, app_secret, verify_token) values ($1, $1, $2, $3)', [
      id,
      vault.seal(secret, { table: 'meta_apps', column: 'app_secret', row: id }),
      vault.seal('token', { table: 'meta_apps', column: 'verify_token', row: id }),
    ]);
  await add('one', 'first');
  await add('bare', '');
  const secrets = await openAppSecrets({ db, vault, log: openLog('silent') });
  expect(secrets.of('one')).toEqual({ secrets: ['first'], verifyToken: 'token' });
  expect(secrets.of('bare')).toEqual({ secrets: [], verifyToken: 'token' });
  expect(secrets.of('two')).toBeUndefined();
  await add('two', 'second');
  db.wake('access');
  await vi.waitFor(() => expect(secrets.of('two')).toEqual({ secrets: ['second'], verifyToken: 'token' }));
  secrets.stop();
});
