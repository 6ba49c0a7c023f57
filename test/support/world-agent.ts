/** An agent at their desk: asks the API as the console does, and hears what the event feed tells. */
import { randomUUID } from 'node:crypto';
import type { CaseRow } from '#contract/cases.ts';
import { type FeedEvent, feedPath } from '#contract/events.ts';
import { type OperationName, type Operations, operations } from '#contract/index.ts';
import type { Message } from '#contract/messages.ts';
import type { InputOf, Operation, OutputOf } from '#contract/operation.ts';

export type Agent = {
  /** Asks one operation; a refusal throws `Refused` with its code. */
  asks<Name extends OperationName>(name: Name, input?: Partial<InputOf<Operations[Name]>>): Promise<OutputOf<Operations[Name]>>;
  is(state: 'available' | 'busy' | 'away' | 'offline'): Promise<void>;
  /** Accepts the oldest offer and answers its case. */
  accepts(): Promise<CaseRow>;
  rejects(): Promise<void>;
  says(caseId: string, text: string): Promise<Message>;
  /** The texts of a case as they stand in the conversation. */
  reads(caseId: string): Promise<string[]>;
  /** Resolves once the feed has told of something that fits; what was told before counts too. */
  hears(fits: (event: FeedEvent) => boolean): Promise<FeedEvent>;
  /** What time the server said it is, last. */
  toldAt(): string;
  hearsTime(fits: (serverNow: string) => boolean): Promise<void>;
  uploads(caseId: string, file: { bytes: Uint8Array; name: string; type: string }): Promise<{ mediaId: string }>;
  download(path: string): Promise<Response>;
  /** Opens the stream again, as a browser does after a cut. */
  connects(): Promise<void>;
  leave(): void;
};

export class Refused extends Error {
  readonly code: string;
  constructor(code: string, detail: string) {
    super(detail);
    this.code = code;
  }
}

export async function openAgent({ url, name }: { url: () => string; name: string }): Promise<Agent> {
  const welcome = (await (await fetch(`${url()}/api/v1/welcome`)).json()) as OutputOf<Operations['readWelcome']>;
  const person = welcome.demoPeople.find((demo) => demo.name === name);
  if (!person) throw new Error(`Nobody in the demo company is called ${name}.`);
  const cookie = await signIn(url(), person.id);
  const ear = openEar();
  let stream = new AbortController();
  const asks: Agent['asks'] = (operation, input = {}) => ask({ url: url(), cookie, operation: operations[operation], input }) as never;
  const connects = async () => {
    stream.abort();
    stream = new AbortController();
    await listen({ url: url(), cookie, signal: stream.signal, hear: ear.hear });
  };
  await connects();

  return {
    asks,
    connects,
    is: async (state) => void (await asks('setMyState', { state })),
    accepts: async () => {
      const [offer] = (await asks('listOffers')).rows;
      if (!offer) throw new Error(`${name} has no offer.`);
      return (await asks('acceptOffer', { offerId: offer.id })).case;
    },
    rejects: async () => {
      const [offer] = (await asks('listOffers')).rows;
      if (!offer) throw new Error(`${name} has no offer.`);
      await asks('rejectOffer', { offerId: offer.id });
    },
    says: (caseId, text) => asks('sendMessage', { caseId, content: { kind: 'text', text } }),
    reads: async (caseId) => (await asks('listMessages', { caseId })).rows.map(({ content }) => textOf(content)),
    hears: ear.hears,
    toldAt: ear.toldAt,
    hearsTime: ear.hearsTime,
    uploads: async (caseId, { bytes, name: fileName, type }) => {
      const form = new FormData();
      form.set('file', new Blob([new Uint8Array(bytes)], { type }), fileName);
      const answer = await fetch(`${url()}/api/v1/cases/${caseId}/media`, { method: 'POST', headers: { cookie }, body: form });
      if (!answer.ok) throw await refused(answer);
      return (await answer.json()) as { mediaId: string };
    },
    download: (path) => fetch(`${url()}${path}`, { headers: { cookie } }),
    leave: () => stream.abort(),
  };
}

/** Keeps what the stream told, and wakes whoever waits for something in it. */
function openEar() {
  const heard: FeedEvent[] = [];
  const waiting = new Set<() => void>();
  let serverNow = '';
  const until = <Found>(find: () => Found | undefined) =>
    new Promise<Found>((resolve) => {
      const look = () => {
        const found = find();
        if (found === undefined) return;
        waiting.delete(look);
        resolve(found);
      };
      waiting.add(look);
      look();
    });
  return {
    hear: (events: FeedEvent[], time?: string) => {
      heard.push(...events);
      serverNow = time ?? serverNow;
      for (const look of [...waiting]) look();
    },
    hears: (fits: (event: FeedEvent) => boolean) => until(() => heard.find(fits)),
    toldAt: () => serverNow,
    hearsTime: async (fits: (told: string) => boolean) => void (await until(() => (fits(serverNow) ? serverNow : undefined))),
  };
}

const textOf = (content: Message['content']): string =>
  content.kind === 'text'
    ? content.text
    : content.kind === 'other'
      ? `[${content.wireType}]`
      : `[${content.kind}] ${content.caption ?? ''}`.trim();

async function signIn(url: string, personId: string): Promise<string> {
  const answer = await fetch(`${url}/api/v1/session/demo`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ personId }),
  });
  if (!answer.ok) throw await refused(answer);
  return answer.headers
    .getSetCookie()
    .map((line) => line.split(';')[0])
    .join('; ');
}

type Asked = { url: string; cookie: string; operation: Operation; input: Record<string, unknown> };

async function ask({ url, cookie, operation, input }: Asked): Promise<unknown> {
  const rest = new Map(Object.entries(input));
  const path = operation.path.replace(/:(\w+)/g, (_, name: string) => {
    const value = String(rest.get(name));
    rest.delete(name);
    return encodeURIComponent(value);
  });
  const isQuery = operation.method === 'GET' || operation.method === 'DELETE';
  const query = isQuery ? `?${new URLSearchParams([...rest].map(([name, value]): [string, string] => [name, String(value)]))}` : '';
  const answer = await fetch(`${url}/api/v1${path}${query}`, {
    method: operation.method,
    headers: { cookie, 'content-type': 'application/json', ...(operation.idempotent ? { 'idempotency-key': randomUUID() } : {}) },
    ...(isQuery ? {} : { body: JSON.stringify(Object.fromEntries(rest)) }),
  });
  if (!answer.ok) throw await refused(answer);
  return operation.output.parse(await answer.json());
}

async function refused(answer: Response): Promise<Refused> {
  const problem = (await answer.json()) as { code: string; detail?: string };
  return new Refused(problem.code, problem.detail ?? problem.code);
}

type Listening = { url: string; cookie: string; signal: AbortSignal; hear(events: FeedEvent[], serverNow?: string): void };

/** Ends when the stream has said hello: from then on this person counts as connected. */
async function listen({ url, cookie, signal, hear }: Listening): Promise<void> {
  const answer = await fetch(`${url}${feedPath}`, { headers: { cookie, accept: 'text/event-stream' }, signal });
  if (!answer.ok || !answer.body) throw await refused(answer);
  const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
  let greeted: () => void = () => undefined;
  const hello = new Promise<void>((resolve) => {
    greeted = resolve;
  });
  const read = async () => {
    let text = '';
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      const blocks = (text + value).split('\n\n');
      text = blocks.pop() ?? '';
      for (const block of blocks) {
        const field = (name: string) => new RegExp(`^${name}: ?(.*)$`, 'm').exec(block)?.[1];
        const isTime = field('event') === 'hello' || field('event') === 'beat';
        if (isTime) hear([], (JSON.parse(field('data') ?? '{}') as { serverNow: string }).serverNow);
        if (field('event') === 'hello') greeted();
        if (field('event') === 'change') hear(JSON.parse(field('data') ?? '[]') as FeedEvent[]);
      }
    }
  };
  // A stream that is cut tells nothing more; the story goes on without it.
  void read().catch(() => undefined);
  await hello;
}
