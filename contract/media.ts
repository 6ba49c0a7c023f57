/**
 * Files. Uploads are `multipart/form-data` and downloads are bytes, so both stand beside the JSON operations:
 *   POST /api/v1/cases/:caseId/media   one part `file` → `mediaRef` (201)
 *   GET  /api/v1/media/:mediaId/file   the bytes; `?thumbnail=1` a re-encoded picture of at most 640 px without metadata
 * Every download checks that the person may see the case.
 */
import { z } from 'zod';
import { id } from './basics.ts';
import { mediaRef } from './content.ts';
import { operation } from './operation.ts';

export const uploadPath = '/api/v1/cases/:caseId/media';
export const filePath = '/api/v1/media/:mediaId/file';
export const uploadUrl = (caseId: string) => uploadPath.replace(':caseId', caseId);
export const fileUrl = (mediaId: string, form: 'file' | 'thumbnail' = 'file') =>
  filePath.replace(':mediaId', mediaId) + (form === 'thumbnail' ? '?thumbnail=1' : '');

export const readMedia = operation({
  name: 'readMedia',
  method: 'GET',
  path: '/media/:mediaId',
  access: 'signed-in',
  rate: 'read',
  summary: 'What is known of a file.',
  input: z.object({ mediaId: id }),
  output: mediaRef,
  refusals: ['not-found'],
});
