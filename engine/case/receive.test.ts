import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { CaseStatus } from '#contract/cases.ts';
import type { SceneEvent } from '../events.ts';
import type { Scene, SceneCase } from '../scene.ts';
import { type InboundMessage, receive } from './receive.ts';

const now = 1_000_000;
const empty: Scene = {
  now,
  channel: {
    id: 'seoul',
    defaultSkillId: 'general',
    script: {
      versionId: 'v1',
      definition: {
        format: 1,
        begin: 'begin',
        nodes: { begin: { kind: 'begin', next: 'ask' }, ask: { kind: 'request-agent', skillId: null, priority: 3 } },
      },
    },
  },
  customer: { id: 'ana', name: '오하늘', identities: [] },
  liveCase: null,
};
const live: SceneCase = {
  id: 'case-1',
  customerId: 'ana',
  channelId: 'seoul',
  skillId: 'delivery',
  status: 'open',
  place: 'assigned',
  priority: 3,
  assignment: { id: 'assignment-1', personId: 'bo', startedAt: 1 },
  offer: null,
  run: null,
  lastCustomerMessageAt: 500,
};
const says = (text: string, providerAt: number, isLate = false): InboundMessage => ({
  messageId: `message-${text}`,
  content: { kind: 'text', text },
  providerId: `wamid-${text}`,
  providerAt,
  writtenAt: providerAt,
  quotedMessageId: null,
  isLate,
  inboundId: 1,
  traceId: 'trace',
  file: null,
});
const types = (events: SceneEvent[]) => events.map((event) => event.type);

function counter() {
  let ids = 0;
  return () => `id-${++ids}`;
}

test('the first message opens a case, runs the script and queues it', () => {
  const { events, scene } = receive(empty, [says('hi', 900)], counter());
  expect(types(events)).toEqual(['case.opened', 'message.received', 'run.started', 'run.ended', 'case.queued']);
  expect(scene.liveCase).toMatchObject({ status: 'new', place: 'queued', skillId: 'general', priority: 3, lastCustomerMessageAt: 900 });
});

test('without a script the case waits on the default skill', () => {
  const { events } = receive({ ...empty, channel: { ...empty.channel, script: null } }, [says('hi', 900)], counter());
  expect(types(events)).toEqual(['case.opened', 'message.received', 'case.queued']);
});

test('a message on an assigned open case is just a message', () => {
  expect(types(receive({ ...empty, liveCase: live }, [says('and?', 900)], counter()).events)).toEqual(['message.received']);
});

test.each([
  ['pending', 'assigned', ['message.received', 'case.status-changed']],
  ['escalated', 'assigned', ['message.received', 'case.status-changed']],
  ['resolved', 'parked', ['message.received', 'case.status-changed', 'case.queued']],
  ['pending', 'parked', ['message.received', 'case.status-changed', 'case.queued']],
] as const)('a message on a %s case (%s) reopens it', (status, place, expected) => {
  const at = place === 'parked' ? { ...live, assignment: null } : live;
  const { events, scene } = receive({ ...empty, liveCase: { ...at, status, place } }, [says('back', 900)], counter());
  expect(types(events)).toEqual(expected);
  expect(scene.liveCase?.status).toBe<CaseStatus>('open');
});

test('a late message is kept and moves nothing', () => {
  const { events, scene } = receive({ ...empty, liveCase: { ...live, status: 'pending' } }, [says('old', 3, true)], counter());
  expect(events).toMatchObject([{ type: 'message.received', opensWindow: false }]);
  expect(scene.liveCase).toMatchObject({ status: 'pending', lastCustomerMessageAt: 500 });
});

test('late messages alone open a case that waits for nobody', () => {
  const { events, scene } = receive(empty, [says('old', 3, true)], counter());
  expect(types(events)).toEqual(['case.opened', 'message.received', 'case.parked']);
  expect(scene.liveCase).toMatchObject({ place: 'parked', lastCustomerMessageAt: null });
});

test('a time ahead of ours sorts at ours', () => {
  const [first] = receive({ ...empty, liveCase: live }, [says('future', now + 60_000)], counter()).events;
  expect(first).toMatchObject({ message: { at: now, providerAt: now + 60_000 } });
});

test('a burst in any order and any partition is one case with each message once, in the customer’s order', () => {
  const burst = ['a', 'b', 'c', 'd', 'e'].map((text, index) => says(text, 100 + index));
  fc.assert(
    fc.property(fc.shuffledSubarray(burst, { minLength: burst.length }), fc.integer({ min: 1, max: 5 }), (shuffled, size) => {
      const newId = counter();
      let scene = empty;
      const events: SceneEvent[] = [];
      for (let start = 0; start < shuffled.length; start += size) {
        const step = receive(scene, shuffled.slice(start, start + size), newId);
        events.push(...step.events);
        scene = step.scene;
      }
      expect(types(events).filter((type) => type === 'case.opened')).toHaveLength(1);
      expect(types(events).filter((type) => type === 'case.queued')).toHaveLength(1);
      const messages = events.flatMap((event) => (event.type === 'message.received' ? [event.message] : []));
      expect(new Set(messages.map((message) => message.caseId)).size).toBe(1);
      const inOrder = messages.toSorted((a, b) => a.at - b.at).map(({ content }) => (content.kind === 'text' ? content.text : ''));
      expect(inOrder).toEqual(['a', 'b', 'c', 'd', 'e']);
      expect(scene.liveCase?.lastCustomerMessageAt).toBe(104);
    }),
  );
});
