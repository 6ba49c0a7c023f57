import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { expect, onTestFinished, test } from 'vitest';
import { allChannelPermissions } from '#contract/permissions.ts';
import { addCompany } from '../../test/support/app.ts';
import { addMember, happen, listen, openFeedApp } from '../../test/support/feed.ts';

test('when too much happens, one’s own work is told, the rest is left out, and a resync says so', async () => {
  const opened = await openFeedApp();
  const { db, url, context } = opened;
  const { caseId, channelId, personId: ana } = await addCompany(db);
  const { token } = await addMember(db, { channels: { [channelId]: allChannelPermissions }, skills: [] });
  const { token: hers, personId } = await addMember(db, { channels: { [channelId]: ['cases.view-own'] }, skills: [] });
  const [supervisor, agent] = [await listen(url, token), await listen(url, hers)];
  await Promise.all([supervisor.untilEvent('hello'), agent.untilEvent('hello')]);
  const at = context.clock.now();
  const reads = Array.from({ length: 700 }, () => ({ type: 'case.read', caseId, byPersonId: ana, at }) as const);
  await happen(db, [...reads, { type: 'agent.state-changed', personId, from: 'available', to: 'busy', reason: null, at }]);
  await agent.untilType('agent.state-changed');
  await supervisor.untilEvent('resync');
  const told = supervisor.changes().length;
  expect(told).toBeGreaterThanOrEqual(300);
  expect(told).toBeLessThan(400);
  expect(agent.changes().map((event) => event.type)).toEqual(['agent.state-changed']);
});

test('F45, T60: a reader that does not read is cut off, and the others hear everything', async () => {
  const opened = await openFeedApp();
  const { db, url, context } = opened;
  const { caseId, channelId, customerId } = await addCompany(db);
  const { personId, token } = await addMember(db, { channels: { [channelId]: allChannelPermissions }, skills: [] });
  const at = context.clock.now();
  // Their own case, so that nothing of it may be left out.
  await happen(db, [
    {
      type: 'assignment.started',
      assignmentId: context.newId(),
      caseId,
      personId,
      offerId: null,
      isOverride: true,
      because: 'by-hand',
      takenFrom: null,
      at,
    },
  ]);
  await openUnread(`${url}/api/v1/feed`, token);
  const quick = await listen(url, token);
  await quick.untilEvent('hello');
  const streams = async () => (await context.metrics.feedStreams.get()).values[0]?.value;
  expect(await streams()).toBe(2);
  const text = 'x'.repeat(60_000);
  for (let round = 0; round < 40 && (await streams()) === 2; round += 1) {
    const ids = Array.from({ length: 10 }, () => context.newId());
    await happen(
      db,
      ids.map((id) => ({
        type: 'message.received',
        opensWindow: true,
        at,
        message: messageOf({ id, caseId, customerId, channelId, text, at }),
      })),
    );
    await quick.until(() => quick.changes().length >= (round + 1) * 10);
  }
  expect(await streams()).toBe(1);
  expect(quick.heard.map((one) => one.event)).not.toContain('resync');
});

/** A connection whose bytes nobody reads. */
async function openUnread(address: string, token: string): Promise<void> {
  const asked = request(address, { headers: { cookie: `parley-session=${token}` } });
  onTestFinished(() => void asked.destroy());
  asked.on('error', () => undefined);
  asked.end();
  await once(asked, 'response').then(([response]: IncomingMessage[]) => response?.socket.pause());
}

type Said = { id: string; caseId: string; customerId: string; channelId: string; text: string; at: number };
const messageOf = ({ id, caseId, customerId, channelId, text, at }: Said) => ({
  ...{ id, caseId, customerId, channelId, at, providerAt: at, providerId: `wamid.${id}` },
  author: { kind: 'customer' as const, personId: null },
  content: { kind: 'text' as const, text },
  quotedMessageId: null,
  retryOf: null,
  clientId: null,
  inboundId: null,
  traceId: null,
  file: null,
});
