import { mkdtemp, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openVault } from './vault.ts';

const place = { table: 'meta_apps', column: 'app_secret', row: '640011223344556' };
const newKeyFile = async () => join(await mkdtemp(join(tmpdir(), 'parley-vault-')), 'key');

test('what was sealed opens again, also after a restart', async () => {
  const keyFile = await newKeyFile();
  const sealed = (await openVault(keyFile)).seal('비밀 secret', place);
  expect(sealed).toMatch(/^enc1:/);
  expect(sealed).not.toContain('secret');
  expect((await openVault(keyFile)).open(sealed, place)).toBe('비밀 secret');
});

test('the same secret never looks the same twice', async () => {
  const vault = await openVault(await newKeyFile());
  expect(vault.seal('a', place)).not.toBe(vault.seal('a', place));
});

test.each([{ table: 'channels' }, { column: 'verify_token' }, { row: '2' }])('T93: moved to %o it does not open', async (change) => {
  const vault = await openVault(await newKeyFile());
  const sealed = vault.seal('a', place);
  expect(() => vault.open(sealed, { ...place, ...change })).toThrow();
});

test('changed or cut text does not open', async () => {
  const vault = await openVault(await newKeyFile());
  const sealed = vault.seal('a secret of some length', place);
  for (const broken of [sealed.slice(0, -2), sealed.replace('enc1:', ''), sealed.replace(/\.[^.]+$/, '.AAAA'), 'enc1:']) {
    expect(() => vault.open(broken, place)).toThrow();
  }
});

test('another key does not open it', async () => {
  const sealed = (await openVault(await newKeyFile())).seal('a', place);
  const other = await openVault(await newKeyFile());
  expect(() => other.open(sealed, place)).toThrow();
});

test('only the owner may read the key file, and a damaged one is said to be damaged', async () => {
  const keyFile = await newKeyFile();
  await openVault(keyFile);
  expect((await stat(keyFile)).mode & 0o777).toBe(0o600);
  await writeFile(keyFile, (await readFile(keyFile, 'utf8')).slice(0, 10));
  await expect(openVault(keyFile)).rejects.toThrow('damaged');
});

test('many that start at once agree on one key', async () => {
  const keyFile = await newKeyFile();
  const vaults = await Promise.all(Array.from({ length: 20 }, () => openVault(keyFile)));
  const sealed = vaults[0]?.seal('a', place) ?? '';
  expect(vaults.map((vault) => vault.open(sealed, place))).toEqual(vaults.map(() => 'a'));
});
