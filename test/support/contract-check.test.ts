import { fastify } from 'fastify';
import { expect, test } from 'vitest';
import { problemOf } from '#server/http/problem.ts';
import { Refusal } from '#server/refusal.ts';
import { checkAnswers } from './contract-check.ts';

/** A server that answers `readMedia` with whatever it is told. */
function openLiar(status: number, body: object) {
  const app = fastify();
  app.get('/api/v1/media/:mediaId', (_, reply) =>
    reply
      .code(status)
      .type(status < 300 ? 'application/json' : 'application/problem+json')
      .send(JSON.stringify(body)),
  );
  checkAnswers(app);
  return app.inject({ url: '/api/v1/media/1?x=1' });
}
const mediaId = '019a0000-0000-7000-8000-000000000001';
const right = { mediaId, state: 'pending', mimeType: null, sizeBytes: null, width: null, height: null, fileName: null, failure: null };
const refusal = (code: 'not-found' | 'case-closed', changes: object = {}) => ({ ...problemOf(new Refusal(code), 'en', 'r1'), ...changes });

test('an answer the contract knows passes', async () => {
  expect((await openLiar(200, right)).json()).toEqual(right);
  expect((await openLiar(404, refusal('not-found'))).statusCode).toBe(404);
});

test.each([
  ['a field too many', 200, { ...right, sha256: 'x' }],
  ['a field too few', 200, { mediaId }],
  ['a refusal it never promised', 409, refusal('case-closed')],
  ['a refusal with another status', 409, refusal('not-found')],
  ['a problem with a secret in it', 404, refusal('not-found', { stack: 'x' })],
  ['a refusal that cannot be told in full', 400, { ...refusal('not-found'), code: 'invalid-input', status: 400 }],
])('%s fails the test', async (_, status, body) => {
  await expect(openLiar(status, body)).rejects.toThrow('readMedia answers against the contract');
});
