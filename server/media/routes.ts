/** Uploads are forms and downloads are bytes, so both stand beside the JSON operations; the checks are the same. */
import fastifyMultipart from '@fastify/multipart';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { id } from '#contract/basics.ts';
import { filePath, uploadPath } from '#contract/media.ts';
import type { Context } from '../context.ts';
import { openBuckets } from '../http/rate.ts';
import { openCall } from '../http/serve.ts';
import { Refusal } from '../refusal.ts';
import { sendFile } from './download.ts';
import { mostUploadBytes, takeUpload } from './upload.ts';

const uploadInput = z.strictObject({ caseId: id });
const fileInput = z.strictObject({ mediaId: id, thumbnail: z.literal('1').optional() });

export function registerMedia(app: FastifyInstance, context: Context): void {
  const serving = { context, buckets: openBuckets(() => context.clock.now()) };
  // A scope of its own: nothing but these two routes reads forms.
  void app.register((scope, _, done) => {
    void scope.register(fastifyMultipart);
    scope.post(uploadPath, { bodyLimit: mostUploadBytes + 64 * 1024, config: { isUnhurried: true } }, async (request, reply) => {
      const asked = { request, reply, name: 'uploadMedia', rate: 'send', bodyType: 'multipart/form-data' } as const;
      const call = await openCall(serving, asked);
      const { caseId } = read(uploadInput, request);
      return reply.code(201).send(await takeUpload(call, caseId, request));
    });
    scope.get(filePath, async (request, reply) => {
      const call = await openCall(serving, { request, reply, name: 'readMediaFile', rate: 'read' });
      const { mediaId, thumbnail } = read(fileInput, request);
      return sendFile(call, mediaId, { request, reply, isThumbnail: thumbnail !== undefined });
    });
    done();
  });
}

function read<Input>(shape: z.ZodType<Input>, request: FastifyRequest): Input {
  const parsed = shape.safeParse({ ...(request.query as object), ...(request.params as object) });
  if (parsed.success) return parsed.data;
  throw new Refusal('invalid-input', { problems: z.prettifyError(parsed.error).slice(0, 1_000) });
}
