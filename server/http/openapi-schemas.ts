/** The contract's shapes as JSON Schema 2020-12: named ones once, under `#/components/schemas/`, wherever they appear by reference. */
import { z } from 'zod';
import { agentStatus } from '#contract/agents.ts';
import { offer } from '#contract/assignments.ts';
import { nothing } from '#contract/basics.ts';
import { caseDetail, caseLine, caseRow, decision } from '#contract/cases.ts';
import { channel } from '#contract/channels.ts';
import { content, mediaRef, outgoing, preview } from '#contract/content.ts';
import { customer } from '#contract/customers.ts';
import { feedEvent } from '#contract/events.ts';
import { stuckItem } from '#contract/inbound.ts';
import { operations } from '#contract/index.ts';
import { failure, message } from '#contract/messages.ts';
import type { Operation } from '#contract/operation.ts';
import { me } from '#contract/people.ts';
import { refusals } from '#contract/refusals.ts';

export type Schema = { [key: string]: unknown };

const told = {
  ...{ Me: me, AgentStatus: agentStatus, Offer: offer, Case: caseRow, CaseLine: caseLine, CaseDetail: caseDetail, Decision: decision },
  ...{ Content: content, Media: mediaRef, Preview: preview, Message: message, Failure: failure, Customer: customer, Channel: channel },
  ...{ StuckItem: stuckItem, FeedEvent: feedEvent, Nothing: nothing },
};
const asked = { Outgoing: outgoing };

const reference = (name: string): string => `#/components/schemas/${name}`;
export const refTo = (name: string): Schema => ({ $ref: reference(name) });

/** Answers without a name of their own are called after their operation. */
const answerName = (operation: Operation): string => `${operation.name[0]?.toUpperCase()}${operation.name.slice(1)}Answer`;

export function answerSchema(operation: Operation): Schema {
  const known = Object.entries(told).find(([, shape]) => shape === operation.output);
  return refTo(known ? known[0] : answerName(operation));
}

export function componentSchemas(): Record<string, Schema> {
  const shapes: Record<string, z.ZodType> = { ...told };
  for (const operation of Object.values<Operation>(operations)) {
    if (!Object.values(shapes).includes(operation.output)) shapes[answerName(operation)] = operation.output;
  }
  return { ...convert(shapes, 'output'), ...convert(asked, 'input'), Problem: problem };
}

/** Parts of an input, each with its schema; what has a default need not be sent. */
export function inputSchemas({ input }: Operation): { name: string; schema: Schema; isRequired: boolean }[] {
  const { $defs: _, ...converted } = convert({ Input: input, ...asked }, 'input').Input ?? {};
  const required = (converted.required ?? []) as string[];
  const properties = Object.entries((converted.properties ?? {}) as Record<string, Schema>);
  return properties.map(([name, schema]) => ({ name, schema, isRequired: required.includes(name) }));
}

function convert(shapes: Record<string, z.ZodType>, io: 'input' | 'output'): Record<string, Schema> {
  const registry = z.registry<{ id: string }>();
  for (const [id, shape] of Object.entries(shapes)) registry.add(shape, { id });
  const { schemas } = z.toJSONSchema(registry, { uri: reference, io, override: ({ jsonSchema }) => simplify(jsonSchema as Schema) });
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => {
      const { $schema: _, $id: __, ...rest } = schema as Schema;
      return [name, rest];
    }),
  );
}

/**
 * A format says what its long pattern says. An answer may gain fields in a later release, so readers must not forbid them; an input may
 * not have any other, and says so where it is used.
 */
function simplify(schema: Schema): void {
  if (schema.format === 'uuid' || schema.format === 'date-time' || schema.format === 'email') delete schema.pattern;
  if (schema.minimum === Number.MIN_SAFE_INTEGER) delete schema.minimum;
  if (schema.maximum === Number.MAX_SAFE_INTEGER) delete schema.maximum;
  if (schema.additionalProperties === false) delete schema.additionalProperties;
}

const problem: Schema = {
  type: 'object',
  description: 'RFC 9457. Programs go by `code`; `detail` is a sentence for people in their language.',
  properties: {
    type: { type: 'string', description: 'Where the refusal is explained.' },
    title: { type: 'string' },
    status: { type: 'integer' },
    code: { type: 'string', enum: [...Object.keys(refusals), 'internal-error'] },
    detail: { type: 'string' },
    repair: { type: 'string', enum: ['you', 'administrator', 'customer', 'wait', 'nobody'], description: 'Who can put it right.' },
    details: { type: 'object', additionalProperties: { type: ['string', 'number'] }, description: 'The parts of the sentence.' },
    requestId: { type: 'string', description: 'Also in the header X-Request-Id and in the log.' },
  },
  // A bug of ours (`internal-error`) says no more than these.
  required: ['type', 'title', 'status', 'code', 'requestId'],
};
