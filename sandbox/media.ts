/** Pictures and files by id: bytes in one file each, written before anybody is told of them. Addresses are good for five minutes. */
import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { open, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { limits } from '#cloud-api/limits.ts';
import { newId } from './first-world.ts';
import type { Hub } from './hub.ts';
import { own } from './lookup.ts';
import type { Media } from './world.ts';

export type Shelf = {
  keep(file: { bytes: Buffer; mimeType: string; phoneNumberId: string; lifeMs: number }): Promise<Media>;
  /** Null when it is not there, deleted or past its time. */
  find(id: string): Media | null;
  read(media: Media): Promise<Buffer>;
  remove(media: Media): Promise<void>;
  /** Path and query under which the bytes can be had, with the token, for five minutes. */
  address(media: Media): string;
  /** Whether this is an address we gave out and that still holds. */
  findByAddress(query: URLSearchParams): Media | null;
};

export function openShelf(hub: Hub, folder: string): Shelf {
  const { world, clock } = hub;
  const place = join(folder, 'media');
  mkdirSync(place, { recursive: true });
  const pathOf = (id: string) => join(place, id);
  const find = (id: string): Media | null => {
    const media = own(world.media, id);
    return media && !media.isDeleted && media.expiresAt > clock.now() ? media : null;
  };
  const hashOf = (id: string, ext: string): Buffer => createHmac('sha256', world.appSecret).update(`${id}.${ext}`).digest();
  return {
    find,
    keep: async ({ bytes, mimeType, phoneNumberId, lifeMs }) => {
      const at = clock.now();
      const media: Media = {
        id: newId(),
        phoneNumberId,
        mimeType,
        sizeBytes: bytes.length,
        sha256: createHash('sha256').update(bytes).digest('hex'),
        ...(await shapeOf(bytes, mimeType)),
        at,
        expiresAt: at + lifeMs,
        isDeleted: false,
      };
      await writeSynced(pathOf(media.id), bytes);
      await hub.commit({ kind: 'media-added', media });
      return media;
    },
    read: ({ id }) => readFile(pathOf(id)),
    remove: async ({ id }) => {
      await hub.commit({ kind: 'media-deleted', id });
      await rm(pathOf(id), { force: true });
    },
    address: ({ id }) => {
      const ext = String(Math.floor((clock.now() + limits.mediaUrlMs) / 1000));
      return `/whatsapp_business/attachments/?mid=${id}&ext=${ext}&hash=${hashOf(id, ext).toString('base64url')}`;
    },
    findByAddress: (query) => {
      const [id, ext, hash] = [query.get('mid') ?? '', query.get('ext') ?? '', Buffer.from(query.get('hash') ?? '', 'base64url')];
      const right = hashOf(id, ext);
      if (hash.length !== right.length || !timingSafeEqual(hash, right)) return null;
      return Number(ext) * 1000 > clock.now() ? find(id) : null;
    },
  };
}

/** Width and height of a picture that can be read, turned the way it is shown. */
async function shapeOf(bytes: Buffer, mimeType: string): Promise<{ width: number | null; height: number | null }> {
  if (!mimeType.startsWith('image/')) return { width: null, height: null };
  try {
    const { autoOrient } = await sharp(bytes).metadata();
    return { width: autoOrient.width, height: autoOrient.height };
  } catch {
    // Meta takes a broken picture too and says so only after it was sent.
    return { width: null, height: null };
  }
}

async function writeSynced(path: string, bytes: Buffer): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.writeFile(bytes);
    await file.datasync();
  } finally {
    await file.close();
  }
}
