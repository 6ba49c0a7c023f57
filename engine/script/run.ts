/**
 * Walks a script for one case: start gives events, nothing is called and nobody waited for. A script that goes wrong
 * (a dead end, a missing node, too many steps) fails its run and leaves the case to the default skill, never to limbo.
 */
import type { SceneEvent } from '../events.ts';
import type { NewId } from '../scene.ts';
import { maxSteps, type ScriptDefinition, type ScriptNode } from './definition.ts';

export type RunStart = {
  caseId: string;
  script: { versionId: string; definition: ScriptDefinition };
  defaultSkillId: string;
  now: number;
  newId: NewId;
};

export function startRun(start: RunStart): SceneEvent[] {
  const { caseId, script, now: at } = start;
  const runId = start.newId();
  const walk = walkFrom(script.definition);
  return [
    { type: 'run.started', runId, caseId, scriptVersionId: script.versionId, nodeId: walk.nodeId, variables: {}, steps: walk.steps, at },
    { type: 'run.ended', runId, caseId, outcome: walk.failure === null ? 'done' : 'failed', reason: walk.failure, steps: walk.steps, at },
    {
      type: 'case.queued',
      caseId,
      skillId: walk.request?.skillId ?? start.defaultSkillId,
      priority: walk.request?.priority ?? 0,
      because: walk.request ? 'script' : 'default-skill',
      at,
    },
  ];
}

type AgentRequest = Extract<ScriptNode, { kind: 'request-agent' }>;
type Walk = { nodeId: string; steps: number; request: AgentRequest | null; failure: string | null };

/** Follows the exits until the script asks for an agent or ends. */
function walkFrom(definition: ScriptDefinition): Walk {
  let nodeId = definition.begin;
  for (let steps = 1; steps <= maxSteps; steps += 1) {
    const node = Object.hasOwn(definition.nodes, nodeId) ? definition.nodes[nodeId] : undefined;
    if (!node) return { nodeId, steps, request: null, failure: `There is no node “${nodeId}”.` };
    if (node.kind === 'request-agent') return { nodeId, steps, request: node, failure: null };
    if (node.kind === 'end') return { nodeId, steps, request: null, failure: null };
    if (node.next === null) return { nodeId, steps, request: null, failure: `Nothing follows node “${nodeId}”.` };
    nodeId = node.next;
  }
  return { nodeId, steps: maxSteps, request: null, failure: `More than ${maxSteps} steps.` };
}
