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

/** Why a file stays away: `failure` of a `mediaRef`, in words. */
export const mediaFailures = {
  'too-large': { ko: '파일이 100MB보다 커서 받지 않았습니다.', en: 'The file is larger than 100 MB and was not fetched.' },
  damaged: { ko: '받은 파일이 WhatsApp이 알린 것과 다릅니다.', en: 'The file is not the one WhatsApp announced.' },
  'foreign-address': {
    ko: 'WhatsApp의 주소가 아닌 곳을 가리켜서 받지 않았습니다.',
    en: 'The file’s address is not one of WhatsApp’s; nothing was fetched.',
  },
  'too-much': { ko: '이 고객이 하루에 보낸 파일이 1GB를 넘었습니다.', en: 'This customer sent more than 1 GB of files within a day.' },
  expired: { ko: 'WhatsApp에서 6일 동안 받을 수 없었습니다.', en: 'WhatsApp did not hand the file over within 6 days.' },
} as const satisfies Record<string, { ko: string; en: string }>;
export type MediaFailure = keyof typeof mediaFailures;

export function mediaFailureSentence(failure: string | null, language: 'ko' | 'en'): string {
  const known = Object.entries(mediaFailures).find(([name]) => name === failure);
  return known?.[1][language] ?? failure ?? '';
}

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
