/** A script version: nodes by id, each with its exits. Node kinds live in `nodes/`, one file each. */
import { z } from 'zod';
import { id } from '#contract/basics.ts';

const nodeId = z.string().min(1).max(64);
const exit = nodeId.nullable();

export const node = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('begin'), next: exit }),
  /** `skillId` null = the channel's default skill. */
  z.object({ kind: z.literal('request-agent'), skillId: id.nullable(), priority: z.number().int().min(0).max(1000) }),
  z.object({ kind: z.literal('end') }),
]);
export type ScriptNode = z.infer<typeof node>;

export const scriptDefinition = z.object({
  /** Grows when the shape changes; older definitions are moved forward step by step. */
  format: z.literal(1),
  begin: nodeId,
  nodes: z.record(nodeId, node),
});
export type ScriptDefinition = z.infer<typeof scriptDefinition>;

/** T72: no script turn takes more steps than this. */
export const maxSteps = 10_000;
