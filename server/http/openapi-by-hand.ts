/** What is no JSON operation: files and the event stream. Their paths and shapes are the contract's, their words are written here. */
import { eventFacts } from '#contract/events.ts';
import type { RefusalCode } from '#contract/refusals.ts';
import { refTo, type Schema } from './openapi-schemas.ts';

export type ByHand = {
  name: string;
  tag: string;
  method: 'get' | 'post';
  path: string;
  summary: string;
  access: string;
  parameters: Schema[];
  requestBody?: Schema;
  answers: Record<string, Schema>;
  refusals: RefusalCode[];
};

const inPath = (name: string): Schema => ({ name, in: 'path', required: true, schema: { type: 'string', format: 'uuid' } });
const bytes = (description: string): Schema => ({
  description,
  headers: {
    ETag: { schema: { type: 'string' } },
    'Content-Disposition': { schema: { type: 'string' }, description: '`inline` for pictures, sound and film, else `attachment`.' },
  },
  content: { '*/*': { schema: { type: 'string', contentMediaType: 'application/octet-stream' } } },
});

export const byHand: ByHand[] = [
  {
    name: 'uploadMedia',
    tag: 'media',
    method: 'post',
    path: '/api/v1/cases/{caseId}/media',
    summary:
      'Takes a picture to be sent: JPEG, PNG, WebP or GIF up to 25 MB. It is stored anew as JPEG or PNG of at most 5 MB, upright and without metadata.',
    access: 'messages.attach',
    parameters: [inPath('caseId')],
    requestBody: {
      required: true,
      content: {
        'multipart/form-data': {
          schema: { type: 'object', properties: { file: { type: 'string', contentMediaType: 'image/*' } }, required: ['file'] },
        },
      },
    },
    answers: {
      '201': { description: 'Stored; `mediaId` goes into sendMessage.', content: { 'application/json': { schema: refTo('Media') } } },
    },
    refusals: [
      'signed-out',
      'person-changed',
      'foreign-origin',
      'not-found',
      'not-permitted',
      'invalid-input',
      'too-large',
      'unsupported-type',
      'too-many-requests',
      'overloaded',
    ],
  },
  {
    name: 'readMediaFile',
    tag: 'media',
    method: 'get',
    path: '/api/v1/media/{mediaId}/file',
    summary:
      'The bytes of a file of a case one may see. The type is detected, never the sender’s word; only pictures, sound and film are shown inline.',
    access: 'signed-in',
    parameters: [
      inPath('mediaId'),
      {
        ...{ name: 'thumbnail', in: 'query', required: false, schema: { type: 'string', enum: ['1'] } },
        description: 'A WebP of at most 640 pixels without metadata instead.',
      },
      { name: 'Range', in: 'header', required: false, schema: { type: 'string' }, description: 'One span of bytes.' },
      { name: 'If-None-Match', in: 'header', required: false, schema: { type: 'string' } },
    ],
    answers: {
      '200': bytes('The file.'),
      '206': bytes('The span that was asked for.'),
      '304': { description: 'Unchanged.' },
      '416': { description: 'The span lies outside the file.' },
    },
    refusals: ['signed-out', 'person-changed', 'not-found', 'invalid-input', 'media-not-ready', 'too-many-requests', 'overloaded'],
  },
  {
    name: 'answerBeat',
    tag: 'feed',
    method: 'post',
    path: '/api/v1/feed/pulse',
    summary: 'Answers a beat of the feed. A stream that has answered once is closed when its answers stop for two beats.',
    access: 'signed-in',
    parameters: [],
    requestBody: {
      required: true,
      content: {
        'application/json': {
          schema: { type: 'object', properties: { streamId: { type: 'string', format: 'uuid' } }, required: ['streamId'] },
        },
      },
    },
    answers: { '204': { description: 'Heard.' } },
    refusals: ['foreign-origin', 'not-found', 'unsupported-type'],
  },
  {
    name: 'feed',
    tag: 'feed',
    method: 'get',
    path: '/api/v1/feed',
    summary:
      'Everything that happens and this person may see, as server-sent events. `change` carries FeedEvent[] with today’s state of what changed, in the shapes of the other answers: a client only ever replaces. Others: `hello` first ({streamId, serverNow, version}), `beat` every 10 s ({serverNow}), `resync` (fetch what is on screen again), `signed-out` and `access-changed` (then the stream closes).',
    access: 'signed-in',
    parameters: [
      {
        ...{ name: 'Last-Event-ID', in: 'header', required: false, schema: { type: 'string' } },
        description: 'The last id that was seen: the stream goes on from there without a gap.',
      },
    ],
    answers: {
      '200': {
        description: `The stream. Types of change: ${Object.keys(eventFacts).join(', ')}.`,
        content: { 'text/event-stream': { schema: { type: 'array', items: refTo('FeedEvent') } } },
      },
    },
    refusals: ['signed-out', 'person-changed', 'foreign-origin', 'too-many-requests', 'overloaded'],
  },
];
