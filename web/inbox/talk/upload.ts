/** Brings a file to the server with progress: `fetch` cannot tell how much has left, XMLHttpRequest can. */
import { uploadUrl } from '#contract/media.ts';
import { personHeader } from '#contract/people.ts';
import { isRefusalCode } from '../../api/refusal.ts';
import { refusedWith } from './answers.ts';
import type { UploadAnswer } from './outbox.ts';

/** Nothing moved for so long: the network is gone, whatever the browser thinks. */
const stallMs = 30_000;

export type Upload = { personId: string; caseId: string; file: Blob; fileName: string; language: string };

export function upload(asked: Upload, onProgress: (share: number) => void, signal: AbortSignal): Promise<UploadAnswer> {
  return new Promise((resolve) => {
    const request = new XMLHttpRequest();
    let stall = window.setTimeout(() => request.abort(), stallMs);
    const moved = () => {
      window.clearTimeout(stall);
      stall = window.setTimeout(() => request.abort(), stallMs);
    };
    const done = (answer: UploadAnswer) => {
      window.clearTimeout(stall);
      resolve(answer);
    };
    request.upload.onprogress = ({ loaded, total }) => {
      moved();
      onProgress(total > 0 ? loaded / total : 0);
    };
    request.onload = () => done(readAnswer(request));
    request.onerror = () => done({ kind: 'lost' });
    request.onabort = () => done({ kind: 'lost' });
    signal.addEventListener('abort', () => request.abort());

    const form = new FormData();
    form.append('file', asked.file, asked.fileName);
    request.open('POST', uploadUrl(asked.caseId));
    request.setRequestHeader('accept', 'application/json');
    request.setRequestHeader(personHeader, asked.personId);
    request.setRequestHeader('accept-language', asked.language);
    request.send(form);
  });
}

function readAnswer({ status, responseText }: XMLHttpRequest): UploadAnswer {
  const answer = parsed(responseText);
  if (status === 201 || status === 200)
    return typeof answer.mediaId === 'string' ? { kind: 'uploaded', mediaId: answer.mediaId } : { kind: 'lost' };
  if (!isRefusalCode(answer.code) || answer.code === 'signed-out' || answer.code === 'person-changed') return { kind: 'lost' };
  return refusedWith({
    code: answer.code,
    detail: String(answer.detail ?? ''),
    details: (answer.details ?? {}) as Record<string, string | number>,
  });
}

function parsed(text: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}
