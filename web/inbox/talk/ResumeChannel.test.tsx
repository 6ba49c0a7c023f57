// @vitest-environment happy-dom
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { Suspense } from 'react';
import { expect, test } from 'vitest';
import type { Channel } from '#contract/channels.ts';
import type { Me } from '#contract/people.ts';
import { keys } from '../../api/queries.ts';
import { draw } from '../../testing.tsx';
import { ResumeChannel } from './ResumeChannel.tsx';

const me: Me = {
  ...{ id: 'm', name: 'Bo', email: 'bo@example.com', language: 'en', role: { id: 'r', name: 'Agent' } },
  ...{ permissions: [], channels: [], isAgent: true },
};
const channel: Channel = {
  ...{ id: 'c', kind: 'whatsapp', name: 'WA Seoul', number: '+82', state: 'paused', pausedReason: 'token' },
  ...{ defaultSkill: { id: 's', name: 'Sales' }, lastWebhookAt: null, resumableBy: ['Administrator', 'Owner'] },
};

async function drawn(permissions: Me['permissions'], changes: Partial<Channel> = {}): Promise<HTMLElement> {
  // What is in the cache is what the server said: nothing is asked.
  const cache = new QueryClient({ defaultOptions: { queries: { retry: false, enabled: false } } });
  cache.setQueryData(keys.me, { ...me, permissions });
  cache.setQueryData(keys.channels, { rows: [{ ...channel, ...changes }] });
  return draw(
    <QueryClientProvider client={cache}>
      <Suspense>
        <ResumeChannel channelId="c" />
      </Suspense>
    </QueryClientProvider>,
  );
}

test('who may resume a paused channel has a button for it', async () => {
  const place = await drawn(['channels.edit']);
  expect(place.querySelector('button')?.textContent).toContain('Resume sending…');
});

test('who may not, reads who can', async () => {
  const place = await drawn([]);
  expect(place.querySelector('button')).toBeNull();
  expect(place.textContent).toBe('Roles that can resume sending: Administrator, Owner.');
});

test('nothing is said of a channel that sends again', async () => {
  expect((await drawn(['channels.edit'], { state: 'active' })).textContent).toBe('');
});
