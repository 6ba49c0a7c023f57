/** From the call of the API to the call of Graph, at a steady rate that does not wait for answers (no coordinated omission). */
import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { Number as BusinessNumber, Company } from './company.ts';
import { type CountingGraph, nowMs } from './fake-graph.ts';

type Plan = { perSecond: number; seconds: number; number: BusinessNumber };
export type Calls = { p50Ms: number; p99Ms: number; lost: number };

export async function measureCalls(
  { company, graph, port }: { company: Company; graph: CountingGraph; port: number },
  { perSecond, seconds, number }: Plan,
): Promise<Calls> {
  const cases = company.cases.get(number.channelId) ?? [];
  const before = graph.takenSoFar();
  const began = nowMs();
  const calls: Promise<{ id: string; due: number }>[] = [];
  for (let n = 0; n < perSecond * seconds; n += 1) {
    const due = began + (n * 1000) / perSecond;
    const ahead = due - nowMs();
    if (ahead > 1) await wait(ahead);
    const token = company.tokens[n % company.tokens.length] ?? '';
    calls.push(send({ port, token, caseId: cases[n % cases.length]?.caseId ?? '' }).then((id) => ({ id, due })));
  }
  const sent = await Promise.all(calls);
  await graph.taken(before + sent.length, 30_000);
  const times = sent
    .flatMap(({ id, due }) => (graph.arrivals.get(id) ?? []).slice(0, 1).map(({ at }) => at - due))
    .toSorted((a, b) => a - b);
  const at = (share: number) => times[Math.min(times.length - 1, Math.floor(times.length * share))] ?? Number.NaN;
  return { p50Ms: at(0.5), p99Ms: at(0.99), lost: sent.length - times.length };
}

async function send({ port, token, caseId }: { port: number; token: string; caseId: string }): Promise<string> {
  const answer = await fetch(`http://127.0.0.1:${port}/api/v1/cases/${caseId}/messages`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', cookie: `parley-session=${token}`, 'idempotency-key': randomUUID() },
    body: JSON.stringify({ content: { kind: 'text', text: '네, 바로 확인할게요' }, quoteMessageId: null }),
  });
  if (!answer.ok) throw new Error(`The API answered ${answer.status}: ${await answer.text()}`);
  return ((await answer.json()) as { id: string }).id;
}
