/** What the console keeps, patched with what the feed tells, equals what the server answers when asked anew: for every event type. */
import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { AgentStatus } from '#contract/agents.ts';
import type { CaseDetail } from '#contract/cases.ts';
import { eventFacts, type FeedEvent, feedEvent } from '#contract/events.ts';
import { allChannelPermissions } from '#contract/permissions.ts';
import type { NewMessage, SceneEvent } from '#engine/events.ts';
import {
  type CaseList,
  type Conversation,
  type Offers,
  reduceAgent,
  reduceCase,
  reduceCaseList,
  reduceConversation,
  reduceOffers,
} from '#web/api/reducer.ts';
import { addCompany, type Company } from './support/app.ts';
import { addMember, type FeedApp, happen, type Listener, listen, type Member, openFeedApp } from './support/feed.ts';

const views = ['mine', 'waiting', 'all'] as const;
type State = {
  lists: Record<(typeof views)[number], CaseList>;
  detail: Pick<CaseDetail, 'case' | 'lines'> | null;
  conversation: Conversation;
  offers: Offers;
  agent: AgentStatus;
};
type Viewer = Member & { listener: Listener; read: number };

type Story = FeedApp & Company & { at: number; viewers: { agent: Viewer; supervisor: Viewer } };
type Step = { name: string; events: (story: Story) => SceneEvent[]; before?: (story: Story) => Promise<unknown> };

const ids = Object.fromEntries(
  [
    'customer',
    'case',
    'run',
    'version',
    'asked',
    'answer',
    'picture',
    'media',
    'round',
    'decision',
    'offer1',
    'offer2',
    'assignment1',
    'assignment2',
    'other customer',
    'other case',
    'other word',
  ].map((name) => [name, randomUUID()]),
) as Record<string, string>;
const id = (name: string): string => ids[name] ?? name;

const said = (story: Story, about: Partial<NewMessage> & Pick<NewMessage, 'id'>): NewMessage => ({
  caseId: id('case'),
  customerId: id('customer'),
  channelId: story.channelId,
  author: { kind: 'customer', personId: null },
  content: { kind: 'text', text: '배송이 언제 도착하나요?\n어제 주문했어요.' },
  providerId: `wamid.${about.id}`,
  providerAt: story.at,
  at: story.at,
  quotedMessageId: null,
  retryOf: null,
  clientId: null,
  inboundId: null,
  traceId: null,
  file: null,
  ...about,
});
const answered = (story: Story): NewMessage =>
  said(story, {
    id: id('answer'),
    author: { kind: 'agent', personId: story.viewers.agent.personId },
    content: { kind: 'text', text: '내일 도착합니다.' },
    providerId: null,
    providerAt: null,
    quotedMessageId: id('asked'),
    clientId: 'command-of-bo',
  });
const picture = {
  mediaId: id('media'),
  state: 'pending',
  mimeType: null,
  sizeBytes: null,
  width: null,
  height: null,
  fileName: null,
  failure: null,
} as const;
const bo = (story: Story) => story.viewers.agent.personId;
const offered = (story: Story, offer: string): SceneEvent[] => [
  {
    type: 'offer.made',
    offerId: id(offer),
    caseId: id('case'),
    personId: bo(story),
    skillId: story.skillId,
    expiresAt: story.at + 60_000,
    decisionId: id('decision'),
    at: story.at,
  },
];
const status =
  (from: 'queued' | 'unknown' | 'sent', to: 'unknown' | 'sent' | 'read') =>
  (story: Story): SceneEvent[] => [
    {
      type: 'message.status-changed',
      messageId: id('answer'),
      caseId: id('case'),
      from,
      to,
      providerId: to === 'sent' ? 'wamid.answer' : null,
      failure: null,
      at: story.at,
    },
  ];
const moved =
  (from: 'new' | 'open' | 'resolved', to: 'open' | 'resolved' | 'closed') =>
  (story: Story): SceneEvent => ({
    type: 'case.status-changed',
    caseId: id('case'),
    from,
    to,
    because: 'by-hand',
    byPersonId: story.viewers.supervisor.personId,
    at: story.at,
  });
const queued = (story: Story, because: 'script' | 'unassigned'): SceneEvent => ({
  type: 'case.queued',
  caseId: id('case'),
  skillId: story.skillId,
  priority: 0,
  because,
  at: story.at,
});

const steps: Step[] = [
  {
    name: 'a customer writes for the first time',
    events: (story) => [
      { type: 'customer.created', customerId: id('customer'), name: '이서연', at: story.at },
      { type: 'identity.added', customerId: id('customer'), kind: 'phone', scope: '', value: '821099998888', at: story.at },
      {
        type: 'case.opened',
        caseId: id('case'),
        customerId: id('customer'),
        channelId: story.channelId,
        direction: 'in',
        status: 'new',
        at: story.at,
      },
      { type: 'message.received', message: said(story, { id: id('asked') }), opensWindow: true, at: story.at },
      {
        type: 'run.started',
        runId: id('run'),
        caseId: id('case'),
        scriptVersionId: id('version'),
        nodeId: 'begin',
        variables: {},
        steps: 1,
        at: story.at,
      },
    ],
  },
  {
    name: 'the script asks for an agent',
    events: (story) => [
      { type: 'run.ended', runId: id('run'), caseId: id('case'), outcome: 'done', reason: null, steps: 3, at: story.at },
      queued(story, 'script'),
    ],
  },
  {
    name: 'routing offers the case',
    events: (story) => [
      {
        type: 'decision.recorded',
        roundId: id('round'),
        snapshot: '10:10:',
        at: story.at,
        decision: {
          id: id('decision'),
          caseId: id('case'),
          skillId: story.skillId,
          trigger: 'queued',
          ordinal: 0,
          chosenId: bo(story),
          candidates: [],
          excluded: {},
        },
      },
      ...offered(story, 'offer1'),
    ],
  },
  {
    name: 'the agent rejects it',
    events: (story) => [
      { type: 'offer.ended', offerId: id('offer1'), caseId: id('case'), personId: bo(story), outcome: 'rejected', at: story.at },
    ],
  },
  { name: 'the case is offered again', events: (story) => offered(story, 'offer2') },
  {
    name: 'the agent accepts it',
    events: (story) => [
      { type: 'offer.ended', offerId: id('offer2'), caseId: id('case'), personId: bo(story), outcome: 'accepted', at: story.at },
      {
        type: 'assignment.started',
        assignmentId: id('assignment1'),
        caseId: id('case'),
        personId: bo(story),
        offerId: id('offer2'),
        isOverride: false,
        because: 'offer',
        takenFrom: null,
        at: story.at,
      },
      moved('new', 'open')(story),
    ],
  },
  { name: 'the agent reads', events: (story) => [{ type: 'case.read', caseId: id('case'), byPersonId: bo(story), at: story.at }] },
  { name: 'the agent answers', events: (story) => [{ type: 'message.queued', message: answered(story), at: story.at }] },
  { name: 'the answer’s fate is unknown', events: status('queued', 'unknown') },
  {
    name: 'a person must look',
    events: (story) => [{ type: 'message.flagged', messageId: id('answer'), caseId: id('case'), at: story.at }],
  },
  { name: 'the answer was sent after all', events: status('unknown', 'sent') },
  { name: 'the customer reads it', events: status('sent', 'read') },
  {
    name: 'the customer sends a picture',
    events: (story) => [
      {
        type: 'message.received',
        message: said(story, {
          id: id('picture'),
          content: { kind: 'image', media: picture, caption: null },
          file: { providerMediaId: 'm1', sha256: null },
        }),
        opensWindow: true,
        at: story.at,
      },
    ],
  },
  {
    name: 'the picture is there',
    before: ({ db }) =>
      db.rows(
        `update media set state = 'ready', run_at = null, sha256 = '\\x00', size_bytes = 12, mime_type = 'image/png', width = 1, height = 1
         where message_id = $1`,
        [id('picture')],
      ),
    events: (story) => [
      { type: 'media.changed', messageId: id('picture'), caseId: id('case'), mediaId: id('media'), state: 'ready', at: story.at },
    ],
  },
  {
    name: 'the customer has another name',
    events: (story) => [{ type: 'customer.renamed', customerId: id('customer'), name: '이서윤', at: story.at }],
  },
  {
    name: 'the customer has another number',
    events: (story) => [
      { type: 'identity.ended', customerId: id('customer'), kind: 'phone', scope: '', value: '821099998888', at: story.at },
      { type: 'identity.added', customerId: id('customer'), kind: 'phone', scope: '', value: '821099997777', at: story.at },
    ],
  },
  {
    name: 'somebody writes from a hidden number',
    events: (story) => [
      { type: 'customer.created', customerId: id('other customer'), name: '…', at: story.at },
      { type: 'identity.added', customerId: id('other customer'), kind: 'bsuid', scope: 'portfolio1', value: 'KR.1', at: story.at },
      {
        type: 'case.opened',
        caseId: id('other case'),
        customerId: id('other customer'),
        channelId: story.channelId,
        direction: 'in',
        status: 'new',
        at: story.at,
      },
      {
        type: 'message.received',
        message: said(story, { id: id('other word'), caseId: id('other case'), customerId: id('other customer') }),
        opensWindow: true,
        at: story.at,
      },
      { type: 'case.parked', caseId: id('other case'), from: 'script', at: story.at },
    ],
  },
  {
    name: 'they turn out to be the same customer',
    events: (story) => [
      { type: 'customer.joined', customerId: id('customer'), fromCustomerId: id('other customer'), at: story.at },
      { type: 'identity.ended', customerId: id('other customer'), kind: 'bsuid', scope: 'portfolio1', value: 'KR.1', at: story.at },
      { type: 'identity.added', customerId: id('customer'), kind: 'bsuid', scope: 'portfolio1', value: 'KR.1', at: story.at },
      { type: 'case.joined', caseId: id('case'), fromCaseId: id('other case'), at: story.at },
      {
        type: 'case.status-changed',
        caseId: id('other case'),
        from: 'new',
        to: 'closed',
        because: 'joined',
        byPersonId: null,
        at: story.at,
      },
    ],
  },
  {
    name: 'the case goes back to the queue',
    events: (story) => [
      {
        type: 'assignment.ended',
        assignmentId: id('assignment1'),
        caseId: id('case'),
        personId: bo(story),
        because: 'unassigned',
        at: story.at,
      },
      queued(story, 'unassigned'),
    ],
  },
  { name: 'the case is parked', events: (story) => [{ type: 'case.parked', caseId: id('case'), from: 'queued', at: story.at }] },
  {
    name: 'the agent takes it by hand',
    events: (story) => [
      {
        type: 'assignment.started',
        assignmentId: id('assignment2'),
        caseId: id('case'),
        personId: bo(story),
        offerId: null,
        isOverride: false,
        because: 'by-hand',
        takenFrom: null,
        at: story.at,
      },
    ],
  },
  {
    name: 'the case is resolved',
    events: (story) => [
      {
        type: 'assignment.ended',
        assignmentId: id('assignment2'),
        caseId: id('case'),
        personId: bo(story),
        because: 'resolved',
        at: story.at,
      },
      moved('open', 'resolved')(story),
    ],
  },
  { name: 'the case is closed', events: (story) => [moved('resolved', 'closed')(story)] },
  {
    name: 'the agent goes away',
    events: (story) => [{ type: 'agent.state-changed', personId: bo(story), from: 'available', to: 'away', reason: null, at: story.at }],
  },
];

test('the story tells every type of event there is', () => {
  const told = new Set(
    steps.flatMap((step) => step.events({ at: 0, viewers: { agent: {}, supervisor: {} } } as Story).map((event) => event.type)),
  );
  expect([...told].sort()).toEqual(Object.keys(eventFacts).sort());
});

test('after every event, state and feed together equal a fresh fetch, for an agent and for a supervisor', async () => {
  const story = await begin();
  const viewers = Object.entries(story.viewers);
  const states = new Map<Viewer, State>();
  for (const [, viewer] of viewers) states.set(viewer, await fetchState(story, viewer));
  for (const step of steps) {
    story.at = story.context.clock.now();
    await step.before?.(story);
    await happen(story.db, step.events(story));
    await settle(story);
    for (const [role, viewer] of viewers) {
      const before = states.get(viewer);
      if (!before) throw new Error('A viewer has no state.');
      const fresh = await fetchState(story, viewer);
      const after = patched(before, viewer, { events: news(viewer), fresh });
      expect(after, `${step.name}: ${role}`).toEqual(fresh);
      states.set(viewer, after);
    }
  }
}, 30_000);

async function begin(): Promise<Story> {
  const opened = await openFeedApp();
  const company = await addCompany(opened.db);
  const { channelId, skillId } = company;
  await opened.db.rows(
    `insert into script_versions (id, script_id, version, definition, published_at) select $1, id, 1, '{}', parley_now() from scripts`,
    [id('version')],
  );
  const view = async (member: Member): Promise<Viewer> => {
    const listener = await listen(opened.url, member.token);
    await listener.untilEvent('hello');
    return { ...member, listener, read: 0 };
  };
  const own = allChannelPermissions.filter(
    (name) => name !== 'cases.view-all' && name !== 'cases.view-skills' && name !== 'decisions.view',
  );
  const agent = await view(await addMember(opened.db, { name: 'Bo', channels: { [channelId]: own }, skills: [skillId] }));
  const supervisor = await view(
    await addMember(opened.db, { name: '이팀장', channels: { [channelId]: allChannelPermissions }, skills: [] }),
  );
  return { ...opened, ...company, at: opened.context.clock.now(), viewers: { agent, supervisor } };
}

/** An event for each of them alone, so that everything before it has been told. */
async function settle({ db, viewers }: Story): Promise<void> {
  const traceId = randomUUID();
  await db.transact(async (inside) => {
    for (const { personId } of Object.values(viewers)) {
      await inside.rows(
        `insert into events (at, type, person_id, facts, trace_id)
         select changed_at, 'agent.state-changed', person_id, jsonb_build_object('personId', person_id, 'from', state, 'to', state, 'reason', null), $2
         from agents where person_id = $1`,
        [personId, traceId],
      );
    }
    inside.wake('feed');
  });
  for (const { listener } of Object.values(viewers)) {
    await listener.until(() => listener.changes().some((event) => event.traceId === traceId));
  }
}

function news(viewer: Viewer): FeedEvent[] {
  const events = viewer.listener.changes().slice(viewer.read);
  viewer.read += events.length;
  return events.map((event) => feedEvent.strict().parse(event));
}

async function fetchState({ app, caseId: other }: Story, { cookies }: Viewer): Promise<State> {
  const ask = async (path: string) => {
    const answer = await app.inject({ url: `/api/v1${path}`, cookies });
    return answer.statusCode === 404 ? null : answer.json();
  };
  const [mine, waiting, all] = await Promise.all(views.map((view) => ask(`/cases?view=${view}`)));
  const list = ({ rows, next }: CaseList): CaseList => ({ rows: rows.filter((row) => row.id !== other), next });
  const detail = await ask(`/cases/${id('case')}`);
  return {
    lists: { mine: list(mine), waiting: list(waiting), all: list(all) },
    detail: detail && { case: detail.case, lines: detail.lines },
    conversation: (await ask(`/cases/${id('case')}/messages`)) ?? { rows: [], next: null },
    offers: await ask('/offers'),
    agent: await ask('/agents/me'),
  };
}

/** `fresh` stands in for what a person fetches who opens a case that has just come into sight. */
function patched(state: State, { personId }: Viewer, { events, fresh }: { events: FeedEvent[]; fresh: State }): State {
  const list = (view: (typeof views)[number]) => reduceCaseList(state.lists[view], { view, status: null, meId: personId }, events);
  const { over: _, ...offers } = reduceOffers(state.offers, personId, events);
  return {
    lists: { mine: list('mine'), waiting: list('waiting'), all: list('all') },
    ...patchedCase(state, events, fresh),
    offers,
    agent: reduceAgent(state.agent, personId, events) ?? state.agent,
  };
}

const askedAgain: readonly string[] = ['customer.renamed', 'customer.joined', 'case.joined'];

function patchedCase(state: State, events: FeedEvent[], fresh: State): Pick<State, 'detail' | 'conversation'> {
  const last = events.findLast((event) => event.caseGone === id('case') || event.case?.id === id('case'));
  if (last?.caseGone) return { detail: null, conversation: { rows: [], next: null } };
  if (!state.detail) return last ? { detail: fresh.detail, conversation: fresh.conversation } : state;
  const { case: row, lines } = reduceCase({ ...state.detail, allowed: {} }, events);
  // A customer's name stands on each of their messages, and a joined case has those of another: asked for again (docs/subsystems/realtime.md).
  if (events.some(({ type }) => askedAgain.includes(type))) return { detail: { case: row, lines }, conversation: fresh.conversation };
  return { detail: { case: row, lines }, conversation: reduceConversation(state.conversation, id('case'), events) };
}
