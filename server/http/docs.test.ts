import { expect, test } from 'vitest';
import { z } from 'zod';
import { operations } from '#contract/index.ts';
import { type Operation, refusalsOf } from '#contract/operation.ts';
import { permissionSentences } from '#contract/permissions.ts';
import { refusals } from '#contract/refusals.ts';
import { addCompany, openTestApp, signIn } from '../../test/support/app.ts';
import { describeApi } from './openapi.ts';
import { byHand } from './openapi-by-hand.ts';
import type { Schema } from './openapi-schemas.ts';

type Parameter = { name: string; in: string; required: boolean };
type Response = { description: string; content?: Record<string, { schema: Schema; examples?: Record<string, { value: unknown }> }> };
type Described = {
  operationId: string;
  tags: string[];
  summary: string;
  security: unknown[];
  parameters: Parameter[];
  responses: Record<string, Response>;
};

const api = describeApi();
const described = Object.entries(api.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({ path, method, ...(operation as unknown as Described) })),
);

/** Every value below, with the way to it. */
function* walk(value: unknown, way = '#'): Generator<[string, unknown]> {
  yield [way, value];
  if (typeof value !== 'object' || value === null) return;
  for (const [key, part] of Object.entries(value)) yield* walk(part, `${way}/${key}`);
}

test('every operation of the contract is described, and nothing else but the routes beside it', () => {
  const names = described.map(({ operationId }) => operationId);
  expect(names.sort()).toEqual([...Object.keys(operations), ...byHand.map(({ name }) => name)].sort());
  for (const operation of Object.values<Operation>(operations)) {
    const path = `/api/v1${operation.path.replace(/:(\w+)/g, '{$1}')}`;
    expect(api.paths[path]?.[operation.method.toLowerCase()]).toMatchObject({ operationId: operation.name, summary: operation.summary });
  }
});

test('every reference leads somewhere, and every part of a path is a parameter', () => {
  const broken = [...walk(api)]
    .filter(([, value]) => typeof value === 'string' && value.startsWith('#/'))
    .filter(([way, target]) => {
      if (!way.endsWith('/$ref')) return false;
      return (
        String(target)
          .slice(2)
          .split('/')
          .reduce<unknown>((at, key) => (at as Record<string, unknown> | undefined)?.[key], api) === undefined
      );
    });
  expect(broken).toEqual([]);
  for (const { path, parameters } of described) {
    const inPath = parameters.filter((parameter) => parameter.in === 'path');
    expect(inPath.map(({ name }) => `{${name}}`)).toEqual(path.match(/\{\w+\}/g) ?? []);
    expect(inPath.every(({ required }) => required)).toBe(true);
  }
});

test('the document has the shape of OpenAPI 3.1', () => {
  expect(api.openapi).toBe('3.1.0');
  const methods = ['get', 'post', 'put', 'patch', 'delete'];
  for (const { method, tags, summary, responses, parameters } of described) {
    expect(methods).toContain(method);
    expect(summary.length).toBeGreaterThan(5);
    expect(tags.every((tag) => api.tags.some(({ name }) => name === tag))).toBe(true);
    expect(Object.keys(responses).every((status) => /^[1-5]\d\d$/.test(status))).toBe(true);
    expect(Object.values(responses).every(({ description }) => description !== '')).toBe(true);
    expect(new Set(parameters.map(({ name, in: place }) => `${place} ${name}`)).size).toBe(parameters.length);
  }
  const schemas = [...walk(api)].filter(([way]) => /\/\$schema$|\/\$id$|\/\$defs$/.test(way));
  expect(schemas).toEqual([]);
});

test('each operation names all its refusals with both sentences; who must bring a key is told so', () => {
  for (const operation of Object.values<Operation>(operations)) {
    const its = described.find(({ operationId }) => operationId === operation.name);
    const codes = [...walk(its?.responses)].filter(([way]) => way.endsWith('/code') && way.includes('x-refusals')).map(([, code]) => code);
    expect(codes.sort()).toEqual(refusalsOf(operation).sort());
    expect(its?.parameters.some(({ name }) => name === 'Idempotency-Key')).toBe(operation.idempotent === true);
    expect(its?.security.length === 0).toBe(operation.access === 'public');
  }
  expect(JSON.stringify(api)).toContain(refusals['window-shut'].ko);
});

/** Reads the document as a stranger would: from its JSON Schemas alone. */
function readerOf(schema: Schema): z.ZodType {
  const local = JSON.stringify({ ...schema, $defs: api.components.schemas }).replaceAll('#/components/schemas/', '#/$defs/');
  return z.fromJSONSchema(JSON.parse(local));
}
const responseOf = (name: string, status: number): Schema => {
  const response = described.find(({ operationId }) => operationId === name)?.responses[String(status)];
  return Object.values(response?.content ?? {})[0]?.schema ?? {};
};

test('real answers are what the document says', async () => {
  const { app, db } = await openTestApp();
  const { caseId } = await addCompany(db);
  const ana = await signIn(app);
  const asked: [string, string][] = [
    ['readWelcome', '/welcome'],
    ['readMe', '/me'],
    ['listCases', '/cases?view=all'],
    ['readCase', `/cases/${caseId}`],
    ['listChannels', '/channels'],
  ];
  for (const [name, path] of asked) {
    const answer = await ana({ url: `/api/v1${path}` });
    expect(answer.statusCode, name).toBe(200);
    expect(readerOf(responseOf(name, 200)).safeParse(answer.json()).error, name).toBeUndefined();
  }
  const refused: [string, string, number][] = [
    ['readCase', '/cases/nonsense', 400],
    ['readCase', '/cases/019a0000-0000-7000-8000-000000000001', 404],
  ];
  for (const [name, path, status] of refused) {
    const answer = await ana({ url: `/api/v1${path}` });
    const body = answer.json<object>();
    expect(answer.statusCode).toBe(status);
    expect(readerOf(responseOf(name, status)).safeParse(body).error).toBeUndefined();
    expect(readerOf(responseOf(name, status)).safeParse({ ...body, code: 'window-shut' }).success).toBe(false);
  }
});

test('every example in it is what its own schema says', () => {
  for (const { responses } of described) {
    for (const { content } of Object.values(responses)) {
      for (const { schema, examples } of Object.values(content ?? {})) {
        if (!examples) continue;
        const reader = readerOf(schema);
        for (const { value } of Object.values(examples)) expect(reader.safeParse(value).error).toBeUndefined();
      }
    }
  }
});

test('programs and people are served, without signing in and without a script', async () => {
  const { app } = await openTestApp();
  const document = await app.inject({ url: '/api/v1/openapi.json' });
  expect(document.headers['content-type']).toBe('application/json; charset=utf-8');
  expect(document.json()).toEqual(JSON.parse(JSON.stringify(api)));
  const page = await app.inject({ url: '/api/docs' });
  expect(page.headers['content-type']).toBe('text/html; charset=utf-8');
  expect(page.body).not.toMatch(/<script|<style|\sstyle=|\son\w+=/);
  expect((await app.inject({ url: '/api/docs.css' })).headers['content-type']).toBe('text/css; charset=utf-8');
});

test('the page explains every operation, refusal and permission, and all its links lead somewhere', async () => {
  const { app } = await openTestApp();
  const { body } = await app.inject({ url: '/api/docs' });
  const ids = [...body.matchAll(/\sid="([^"]+)"/g)].map((match) => match[1]);
  expect(new Set(ids).size).toBe(ids.length);
  const wanted = [
    ...Object.keys(operations).map((name) => `operation-${name}`),
    ...Object.keys(refusals).map((code) => `refusal-${code}`),
    ...Object.keys(permissionSentences).map((name) => `permission-${name}`),
  ];
  expect(wanted.filter((id) => !ids.includes(id))).toEqual([]);
  const links = [...body.matchAll(/href="#([^"]+)"/g)].map((match) => match[1]);
  expect(links.filter((link) => !ids.includes(link))).toEqual([]);
  for (const { ko } of Object.values(refusals)) expect(body).toContain(`<span lang="ko">${ko}</span>`);
});
