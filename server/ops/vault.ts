/**
 * Secrets at rest: AES-256-GCM with a key that lives in a file outside the database. The place of a secret (table, column,
 * row) is part of what is authenticated, so a ciphertext moved to another row does not open (T93).
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';
import { chmod, link, readFile, unlink, writeFile } from 'node:fs/promises';

export type SecretPlace = { table: string; column: string; row: string };
export type Vault = {
  /** `enc1:<salt>.<nonce>.<tag>.<ciphertext>`, each part base64url. */
  seal(text: string, place: SecretPlace): string;
  /** Throws when the text was changed, belongs to another place, or to another key. */
  open(sealed: string, place: SecretPlace): string;
};

const keyBytes = 32;

/** Reads the key, or makes it at the first start; only its owner may read the file. */
export async function openVault(keyFile: string): Promise<Vault> {
  const key = await readKey(keyFile);
  return { seal: (text, place) => seal(key, text, place), open: (sealed, place) => unseal(key, sealed, place) };
}

async function readKey(keyFile: string): Promise<Buffer> {
  await makeKey(keyFile);
  const key = Buffer.from((await readFile(keyFile, 'utf8')).trim(), 'base64url');
  if (key.length !== keyBytes) throw new Error(`The key file ${keyFile} is damaged: restore it from your backup.`);
  await chmod(keyFile, 0o600);
  return key;
}

/** A whole file is linked into place: of two processes that start at once, one makes the key and the other reads it. */
async function makeKey(keyFile: string) {
  const draft = `${keyFile}.${randomBytes(6).toString('hex')}`;
  await writeFile(draft, randomBytes(keyBytes).toString('base64url'), { mode: 0o600, flush: true });
  try {
    await link(draft, keyFile);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  } finally {
    await unlink(draft);
  }
}

function seal(key: Buffer, text: string, place: SecretPlace): string {
  const salt = randomBytes(16);
  const nonce = randomBytes(12);
  const cipher = createCipheriv('aes-256-gcm', rowKey(key, salt), nonce).setAAD(nameOf(place));
  const ciphertext = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
  return `enc1:${[salt, nonce, cipher.getAuthTag(), ciphertext].map((part) => part.toString('base64url')).join('.')}`;
}

function unseal(key: Buffer, sealed: string, place: SecretPlace): string {
  const [salt, nonce, tag, ciphertext] = sealed
    .replace(/^enc1:/, '')
    .split('.')
    .map((part) => Buffer.from(part, 'base64url'));
  if (!sealed.startsWith('enc1:') || !salt || !nonce || !tag || !ciphertext) throw new Error('This is not a sealed secret.');
  const decipher = createDecipheriv('aes-256-gcm', rowKey(key, salt), nonce, { authTagLength: 16 }).setAAD(nameOf(place)).setAuthTag(tag);
  return Buffer.concat([decipher.update(ciphertext), decipher.final()]).toString('utf8');
}

const rowKey = (key: Buffer, salt: Buffer): Buffer => Buffer.from(hkdfSync('sha256', key, salt, 'parley secret', keyBytes));
const nameOf = ({ table, column, row }: SecretPlace): Buffer => Buffer.from(JSON.stringify([table, column, row]));
