import { expect, test } from 'vitest';
import { maxSteps, type ScriptDefinition, scriptDefinition } from './definition.ts';
import { startRun } from './run.ts';

const skillId = '01930000-0000-7000-8000-000000000001';
const starter: ScriptDefinition = {
  format: 1,
  begin: 'begin',
  nodes: { begin: { kind: 'begin', next: 'ask' }, ask: { kind: 'request-agent', skillId, priority: 7 } },
};

function run(definition: ScriptDefinition) {
  let ids = 0;
  return startRun({
    caseId: 'case-1',
    script: { versionId: 'v1', definition },
    defaultSkillId: 'default-skill',
    now: 5,
    newId: () => `id-${++ids}`,
  });
}
const queued = (definition: ScriptDefinition) => run(definition).find((event) => event.type === 'case.queued');
const ended = (definition: ScriptDefinition) => run(definition).find((event) => event.type === 'run.ended');

test('the starter script is a valid definition', () => {
  expect(scriptDefinition.parse(starter)).toEqual(starter);
});

test('Begin, Request agent: the case waits on that skill with that priority', () => {
  expect(queued(starter)).toMatchObject({ skillId, priority: 7, because: 'script' });
  expect(ended(starter)).toMatchObject({ outcome: 'done', reason: null, steps: 2 });
});

test('a request without a skill means the channel’s default skill', () => {
  const definition: ScriptDefinition = {
    ...starter,
    nodes: { ...starter.nodes, ask: { kind: 'request-agent', skillId: null, priority: 0 } },
  };
  expect(queued(definition)).toMatchObject({ skillId: 'default-skill', because: 'script' });
});

test.each([
  ['a dead end', { begin: { kind: 'begin', next: null } }],
  ['a missing node', { begin: { kind: 'begin', next: 'gone' } }],
  ['a name of Object’s own', { begin: { kind: 'begin', next: 'constructor' } }],
] as const)('%s fails the run and leaves the case to the default skill', (_, nodes) => {
  const definition: ScriptDefinition = { format: 1, begin: 'begin', nodes };
  expect(ended(definition)).toMatchObject({ outcome: 'failed', reason: expect.any(String) });
  expect(queued(definition)).toMatchObject({ skillId: 'default-skill', because: 'default-skill' });
});

test('T72: an endless loop stops at the step limit', () => {
  const definition: ScriptDefinition = {
    format: 1,
    begin: 'a',
    nodes: { a: { kind: 'begin', next: 'b' }, b: { kind: 'begin', next: 'a' } },
  };
  expect(ended(definition)).toMatchObject({ outcome: 'failed', steps: maxSteps });
});
