/** Hands a file to a person who may see its case, in a way that even a hostile one can do nothing (T23–T28). */
import { stat } from 'node:fs/promises';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { caseFor } from '../cases/access.ts';
import type { SignedCall } from '../http/call.ts';
import { Refusal } from '../refusal.ts';
import { isInline, isPicture, servedType } from './detect.ts';
import { keepThumbnail } from './examine.ts';
import { contentDisposition, safeName } from './file-name.ts';
import { findMedia, type KnownMedia } from './queries.ts';
import { readRange } from './range.ts';
import { pathOf, readStored, thumbnailPath } from './store.ts';

/** Whoever may not see the case gets the answer of a file that does not exist (T28). */
export async function mediaFor(call: SignedCall, mediaId: string): Promise<KnownMedia> {
  const media = await findMedia(call.db, mediaId);
  if (!media) throw new Refusal('not-found');
  await caseFor(call, media.caseId, 'cases.view-own');
  return media;
}

type Asked = { request: FastifyRequest; reply: FastifyReply };
type Stored = { path: string; etag: string; sizeBytes: number; type: string; disposition: string };

export async function sendFile(call: SignedCall, mediaId: string, asked: Asked & { isThumbnail: boolean }): Promise<FastifyReply> {
  const media = await mediaFor(call, mediaId);
  if (media.state === 'pending') throw new Refusal('media-not-ready');
  if (media.state === 'failed' || !media.sha256) throw new Refusal('not-found');
  const known = { ...media, sha256: media.sha256 };
  return give(asked, asked.isThumbnail ? await thumbnailOf(call, known) : fileOf(call, known));
}

type Ready = KnownMedia & { sha256: Buffer };

function fileOf({ context }: SignedCall, { sha256, sizeBytes, mimeType, fileName }: Ready): Stored {
  const type = mimeType ?? '';
  return {
    path: pathOf(context, sha256),
    etag: `"${sha256.toString('hex')}"`,
    sizeBytes: sizeBytes ?? 0,
    type: servedType(type),
    disposition: contentDisposition(isInline(type) ? 'inline' : 'attachment', safeName(fileName, type)),
  };
}

async function thumbnailOf({ context }: SignedCall, { sha256, mimeType }: Ready): Promise<Stored> {
  const path = thumbnailPath(context, sha256);
  if (!isPicture(mimeType ?? '')) throw new Refusal('not-found');
  const isThere = await stat(path).then(
    () => true,
    (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
      return false;
    },
  );
  if (!isThere && !(await keepThumbnail(context, { path: pathOf(context, sha256), sha256 }))) throw new Refusal('not-found');
  const { size } = await stat(path);
  return {
    ...{ path, sizeBytes: size, type: 'image/webp', etag: `"${sha256.toString('hex')}-640"` },
    disposition: contentDisposition('inline', 'thumbnail.webp'),
  };
}

async function give({ request, reply }: Asked, file: Stored): Promise<FastifyReply> {
  reply.header('content-security-policy', "sandbox; default-src 'none'");
  reply.header('cross-origin-resource-policy', 'same-origin');
  // Kept for five minutes by this browser for this session; after that the permission is asked again.
  reply.header('cache-control', 'private, max-age=300, must-revalidate').header('vary', 'cookie');
  reply.header('etag', file.etag).header('accept-ranges', 'bytes').header('content-disposition', file.disposition);
  if (request.headers['if-none-match']?.split(',').some((tag) => tag.trim().replace(/^W\//, '') === file.etag)) {
    return reply.code(304).send();
  }
  const isSame = request.headers['if-range'] === undefined || request.headers['if-range'] === file.etag;
  const range = readRange(isSame ? request.headers.range : undefined, file.sizeBytes);
  if (range === 'unsatisfiable') return reply.code(416).header('content-range', `bytes */${file.sizeBytes}`).send();
  reply.type(file.type);
  if (range === 'whole') return reply.header('content-length', file.sizeBytes).send(await readStored(file.path));
  reply.code(206).header('content-range', `bytes ${range.start}-${range.end}/${file.sizeBytes}`);
  return reply.header('content-length', range.end - range.start + 1).send(await readStored(file.path, range));
}
