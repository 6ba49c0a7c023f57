/** Agents at work: connected, taking what is offered, answering with a key that makes repetition harmless, resolving now and then. */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { CaseRow } from '#contract/cases.ts';
import type { System } from './system.ts';

/** What the API confirmed: the key of the command → the message it made. */
export type Agents = { confirmed: Map<string, string>; stop(): Promise<void> };

export async function letAgentsWork(system: System): Promise<Agents> {
  const confirmed = new Map<string, string>();
  const stopping = new AbortController();
  const people = await demoAgents(system);
  const working = people.map((id) => work({ system, id, signal: stopping.signal, confirmed }));
  return {
    confirmed,
    stop: async () => {
      stopping.abort();
      await Promise.all(working);
    },
  };
}

async function demoAgents({ serverUrl }: System): Promise<string[]> {
  const welcome = (await (await fetch(`${serverUrl}/api/v1/welcome`)).json()) as { demoPeople: { id: string; skills: string[] }[] };
  return welcome.demoPeople.filter(({ skills }) => skills.length > 0).map(({ id }) => id);
}

type Working = { system: System; id: string; signal: AbortSignal; confirmed: Map<string, string> };

async function work({ system, id, signal, confirmed }: Working): Promise<void> {
  const ask = session(system, id, signal);
  const listening = listen(ask, signal);
  await ask('PUT', '/agents/me/state', { state: 'available' });
  while (!signal.aborted) {
    const offers = await ask<{ rows: { id: string }[] }>('GET', '/offers');
    for (const offer of offers?.rows ?? []) await ask('POST', `/offers/${offer.id}/accept`, {});
    const mine = await ask<{ rows: CaseRow[] }>('GET', '/cases?view=mine');
    for (const row of mine?.rows ?? []) await answer({ ask, row, confirmed });
    await ask('PUT', '/agents/me/state', { state: 'available' });
    await wait(100 + Math.random() * 200);
  }
  await listening;
}

async function answer({ ask, row, confirmed }: { ask: Ask; row: CaseRow; confirmed: Map<string, string> }): Promise<void> {
  if (row.waitingSince !== null) {
    const key = randomUUID();
    const input = { content: { kind: 'text', text: `answer ${key}` }, quoteMessageId: null };
    const message = await ask<{ id: string }>('POST', `/cases/${row.id}/messages`, input, key);
    if (message) confirmed.set(key, message.id);
  } else if (Math.random() < 0.5) await ask('POST', `/cases/${row.id}/status`, { status: 'resolved' });
}

type Ask = {
  <Answer>(method: string, path: string, body?: unknown, key?: string): Promise<Answer | undefined>;
  open(path: string): Promise<Response | undefined>;
};

/** Asks until there is an answer; a refusal is one (undefined), a lost connection is not. */
function session({ serverUrl }: System, personId: string, signal: AbortSignal): Ask {
  let cookie = '';
  const signIn = async () => {
    const answer = await fetch(`${serverUrl}/api/v1/session/demo`, json('POST', { personId }));
    cookie = answer.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    await answer.arrayBuffer();
  };
  const ask = async <Answer>(method: string, path: string, body?: unknown, key?: string): Promise<Answer | undefined> => {
    for (;;) {
      // A command that has a key is carried to its answer even when we are told to stop: its outcome must be known.
      if (signal.aborted && key === undefined) return undefined;
      try {
        if (cookie === '') await signIn();
        const answer = await fetch(`${serverUrl}/api/v1${path}`, json(method, body, { cookie, key }));
        if (answer.status === 401) cookie = '';
        else if (answer.status < 300) return (await answer.json()) as Answer;
        else if (answer.status < 500 && answer.status !== 429) return void (await answer.arrayBuffer());
        await answer.arrayBuffer().catch(() => undefined);
      } catch {
        // Killed in the middle: ask again.
      }
      await wait(200);
    }
  };
  const open = async (path: string) => fetch(`${serverUrl}/api/v1${path}`, { headers: { cookie }, signal }).catch(() => undefined);
  return Object.assign(ask, { open });
}

function json(method: string, body?: unknown, { cookie = '', key }: { cookie?: string; key?: string | undefined } = {}): RequestInit {
  const headers = { 'content-type': 'application/json', cookie, ...(key === undefined ? {} : { 'idempotency-key': key }) };
  return { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }), signal: AbortSignal.timeout(15_000) };
}

/** An open event stream is what makes an agent reachable. */
async function listen(ask: Ask, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const answer = await ask.open('/feed');
    const reader = answer?.body?.getReader();
    let isOpen = answer?.ok === true && reader !== undefined;
    while (isOpen && reader)
      isOpen = await reader.read().then(
        ({ done }) => !done,
        () => false,
      );
    await wait(200, undefined, { signal }).catch(() => undefined);
  }
}
