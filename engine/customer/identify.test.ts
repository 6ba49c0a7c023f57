import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { SceneCustomer } from '../scene.ts';
import { type Identity, identify, move, recognisableBy, type Sender } from './identify.ts';

const portfolioId = 'portfolio-1';
const phone = (value: string): Identity => ({ kind: 'phone', scope: '', value });
const bsuid = (value: string, scope = portfolioId): Identity => ({ kind: 'bsuid', scope, value });
const username = (value: string): Identity => ({ kind: 'username', scope: '', value });
const ana = (...identities: Identity[]): SceneCustomer => ({ id: 'ana', name: '오하늘', identities });
const sender = (changes: Partial<Sender>): Sender => ({ phone: null, bsuid: null, username: null, name: null, ...changes });

function find(who: Partial<Sender>, ...known: SceneCustomer[]) {
  const { customer, isNew, events } = identify({ sender: sender(who), portfolioId, known, now: 5, newId: () => 'new' });
  const said = events.map((event) => {
    if (event.type === 'customer.joined') return `${event.type} ${event.fromCustomerId} → ${event.customerId}`;
    if (event.type === 'identity.added' || event.type === 'identity.ended')
      return `${event.type} ${event.customerId} ${event.kind} ${event.value}`;
    return 'name' in event ? `${event.type} ${event.name}` : event.type;
  });
  return { id: customer.id, isNew, said, identities: customer.identities };
}

test('nobody is known: a customer with whatever was told, by the profile’s name', () => {
  expect(find({ phone: '8210', bsuid: 'KR.1', username: 'haneul', name: '오하늘' })).toMatchObject({
    id: 'new',
    isNew: true,
    said: [
      'customer.created 오하늘',
      'identity.added new bsuid KR.1',
      'identity.added new phone 8210',
      'identity.added new username haneul',
    ],
  });
});

test.each([
  [{ bsuid: 'KR.1', username: 'haneul' }, 'haneul'],
  [{ phone: '821012345678' }, '…5678'],
  [{ bsuid: 'KR.1' }, '…'],
])('without a name: %j is called “%s”', (who, name) => {
  expect(find(who).said[0]).toBe(`customer.created ${name}`);
});

test.each([
  ['phone', { phone: '8210' }],
  ['BSUID', { bsuid: 'KR.1' }],
  ['both', { phone: '8210', bsuid: 'KR.1' }],
])('known by %s: nothing changes', (_, who) => {
  expect(find(who, ana(phone('8210'), bsuid('KR.1')))).toMatchObject({ id: 'ana', isNew: false, said: [] });
});

test('known by phone, and the BSUID is new: it is added', () => {
  expect(find({ phone: '8210', bsuid: 'KR.1' }, ana(phone('8210')))).toMatchObject({ id: 'ana', said: ['identity.added ana bsuid KR.1'] });
});

test('known by BSUID, and the phone is shown for the first time: it is added', () => {
  expect(find({ phone: '8210', bsuid: 'KR.1' }, ana(bsuid('KR.1')))).toMatchObject({ id: 'ana', said: ['identity.added ana phone 8210'] });
});

test('known by BSUID with another phone: the new one takes its place', () => {
  expect(find({ phone: '8211', bsuid: 'KR.1' }, ana(bsuid('KR.1'), phone('8210')))).toMatchObject({
    said: ['identity.ended ana phone 8210', 'identity.added ana phone 8211'],
  });
});

const bo = (...identities: Identity[]): SceneCustomer => ({ id: 'bo', name: '보', identities });

test('BSUID of one, phone of another, and nothing against it: they are one person, the older of the two', () => {
  expect(find({ phone: '8210', bsuid: 'KR.1' }, bo(phone('8210')), ana(bsuid('KR.1')))).toEqual({
    id: 'ana',
    isNew: false,
    said: ['customer.joined bo → ana', 'identity.ended bo phone 8210', 'identity.added ana phone 8210'],
    identities: [bsuid('KR.1'), phone('8210')],
  });
});

test.each([
  ['the phone’s holder has another BSUID', bo(phone('8210'), bsuid('KR.2')), ana(bsuid('KR.1'))],
  ['the BSUID’s holder has another phone', bo(phone('8210')), ana(bsuid('KR.1'), phone('8211'))],
])('%s: they stay two, the BSUID says who wrote, and the phone stays where it is', (_, ...known) => {
  expect(find({ phone: '8210', bsuid: 'KR.1' }, ...known)).toMatchObject({ id: 'ana', said: [] });
});

test('whoever was known by a username alone is found again by it, alone or beside what is known better', () => {
  expect(find({ username: 'haneul' }, ana(username('haneul')))).toMatchObject({ id: 'ana', said: [] });
  expect(find({ username: 'haneul' }, ana(username('haneul'), bsuid('KR.1')))).toMatchObject({ id: 'ana', said: [] });
  expect(find({ username: 'haneul' }).said).toEqual(['customer.created haneul', 'identity.added new username haneul']);
  expect(find({ bsuid: 'KR.1', username: 'haneul' }, ana(username('haneul')))).toMatchObject({
    id: 'ana',
    said: ['identity.added ana bsuid KR.1'],
  });
  expect(find({ bsuid: 'KR.1', username: 'haneul' }, bo(username('haneul')), ana(bsuid('KR.1')))).toMatchObject({
    id: 'ana',
    said: ['customer.joined bo → ana', 'identity.ended bo username haneul', 'identity.added ana username haneul'],
  });
});

test('three at once: phone, BSUID and username were three customers and are one', () => {
  const three = [bo(phone('8210')), ana(bsuid('KR.1')), { id: 'cy', name: 'haneul', identities: [username('haneul')] }];
  const { id, identities, said } = find({ phone: '8210', bsuid: 'KR.1', username: 'haneul' }, ...three);
  expect(id).toBe('ana');
  expect(identities).toEqual([bsuid('KR.1'), phone('8210'), username('haneul')]);
  expect(said.filter((one) => one.startsWith('customer'))).toEqual(['customer.joined bo → ana', 'customer.joined cy → ana']);
});

test('a name that was only the end of a number gives way to a name', () => {
  const nameless: SceneCustomer = { id: 'a', name: '…8210', identities: [phone('8210')] };
  expect(find({ phone: '8210', bsuid: 'KR.1' }, nameless, ana(bsuid('KR.1'))).said).toContain('customer.renamed 오하늘');
});

test('a number that changed hands: another BSUID on it is another person, who gets the number and none of the history', () => {
  expect(find({ phone: '8210', bsuid: 'KR.2', name: '새 사람' }, ana(phone('8210'), bsuid('KR.1')))).toMatchObject({
    id: 'new',
    said: ['customer.created 새 사람', 'identity.ended ana phone 8210', 'identity.added new bsuid KR.2', 'identity.added new phone 8210'],
  });
});

test('a BSUID of another portfolio is another word', () => {
  expect(find({ bsuid: 'KR.1' }, ana(bsuid('KR.1', 'portfolio-2'))).isNew).toBe(true);
  expect(find({ phone: '8210', bsuid: 'KR.1' }, ana(phone('8210'), bsuid('KR.9', 'portfolio-2'))).said).toEqual([
    'identity.added ana bsuid KR.1',
  ]);
});

test('a username moves to whoever has it now, and the newest one counts', () => {
  expect(find({ bsuid: 'KR.2', username: 'haneul' }, ana(username('haneul'), bsuid('KR.1')))).toMatchObject({
    isNew: true,
    said: [
      'customer.created haneul',
      'identity.ended ana username haneul',
      'identity.added new bsuid KR.2',
      'identity.added new username haneul',
    ],
  });
  expect(find({ phone: '8210', username: 'sky' }, ana(phone('8210'), username('haneul'))).said).toEqual([
    'identity.ended ana username haneul',
    'identity.added ana username sky',
  ]);
});

test('a new profile name renames', () => {
  expect(find({ phone: '8210', name: '하늘' }, ana(phone('8210'))).said).toEqual(['customer.renamed 하늘']);
});

test('F10: whoever changes number or BSUID stays the same person', () => {
  const said = ({ events }: ReturnType<typeof move>) =>
    events.map((event) => ('value' in event ? `${event.type} ${event.kind} ${event.value}` : event.type));
  const known = [ana(phone('8210'), bsuid('KR.1'))];
  const change = { from: { phone: '8210', bsuid: 'KR.1' }, to: { phone: '8211', bsuid: 'KR.2' } };
  expect(said(move(change, { portfolioId, known, now: 5 }))).toEqual([
    'identity.ended bsuid KR.1',
    'identity.added bsuid KR.2',
    'identity.ended phone 8210',
    'identity.added phone 8211',
  ]);
  expect(move(change, { portfolioId, known: [], now: 5 }).events).toEqual([]);
  const another = bo(phone('8211'), bsuid('KR.9'));
  expect(said(move(change, { portfolioId, known: [...known, another], now: 5 }))).toEqual([
    'identity.ended bsuid KR.1',
    'identity.added bsuid KR.2',
  ]);
});

test('F10: they wrote as who they are now before the change was told: one person again', () => {
  const change = { from: { phone: '8210', bsuid: 'KR.1' }, to: { phone: '8211', bsuid: 'KR.2' } };
  const known = [ana(phone('8210'), bsuid('KR.1')), bo(phone('8211'), bsuid('KR.2'))];
  const { changed, events } = move(change, { portfolioId, known, now: 5 });
  expect(events[0]).toMatchObject({ type: 'customer.joined', customerId: 'ana', fromCustomerId: 'bo' });
  expect(changed.map(({ id, identities }) => [id, identities])).toEqual([
    ['ana', [bsuid('KR.2'), phone('8211')]],
    ['bo', []],
  ]);
});

test('F10: told again after the old number found a new owner, the change moves nobody', () => {
  const change = { from: { phone: '8210', bsuid: 'KR.1' }, to: { phone: '8211', bsuid: 'KR.2' } };
  const known = [ana(phone('8211'), bsuid('KR.2')), bo(phone('8210'), bsuid('KR.9'))];
  expect(move(change, { portfolioId, known, now: 5 }).events).toEqual([]);
  expect(move({ ...change, from: { phone: '8210', bsuid: null } }, { portfolioId, known, now: 5 }).events).toEqual([]);
});

/** A world of customers that hears one sender after the other, as the server does batch by batch. */
function hear(senders: readonly Partial<Sender>[], idOf: (n: number) => string) {
  const customers = new Map<string, SceneCustomer>();
  let ids = 0;
  for (const who of senders) {
    const told = recognisableBy(sender(who), portfolioId);
    const known = [...customers.values()].filter(({ identities }) =>
      identities.some((one) => told.some((other) => one.kind === other.kind && one.value === other.value)),
    );
    const { changed } = identify({ sender: sender(who), portfolioId, known, now: 5, newId: () => idOf(ids++) });
    for (const customer of changed) customers.set(customer.id, customer);
  }
  return [...customers.values()].filter(({ identities }) => identities.length > 0);
}
const idOf = (n: number) => `id-${String(n).padStart(3, '0')}`;

test('one person’s words in any order, each telling some of phone, BSUID and username and one telling all, are one customer', () => {
  const all = { phone: '8210', bsuid: 'KR.1', username: 'haneul' };
  const some = fc
    .subarray(['phone', 'bsuid', 'username'] as const, { minLength: 1 })
    .map((kinds) => Object.fromEntries(kinds.map((kind) => [kind, all[kind]])));
  fc.assert(
    fc.property(fc.array(some, { maxLength: 8 }), fc.nat(), (words, place) => {
      const told = words.toSpliced(place % (words.length + 1), 0, all);
      const present = hear(told, idOf);
      expect(present).toHaveLength(1);
      expect(present[0]?.identities.map(({ value }) => value).sort()).toEqual(['8210', 'KR.1', 'haneul']);
      // The oldest stays: whoever was met first.
      expect(present[0]?.id).toBe(idOf(0));
    }),
  );
});

test('whatever is told of several people, an identity has one holder and a customer one of each kind', () => {
  const word = (values: string[]) => fc.option(fc.constantFrom(...values), { nil: null });
  const who = fc.record({ phone: word(['1', '2', '3']), bsuid: word(['KR.1', 'KR.2', 'KR.3']), username: word(['a', 'b']) });
  fc.assert(
    fc.property(
      fc.array(
        who.filter(({ phone: p, bsuid: b, username: u }) => (p ?? b ?? u) !== null),
        { maxLength: 12 },
      ),
      (words) => {
        const held = hear(words, idOf).flatMap(({ id, identities }) => identities.map(({ kind, value }) => ({ id, kind, value })));
        expect(new Set(held.map(({ kind, value }) => `${kind} ${value}`)).size).toBe(held.length);
        expect(new Set(held.map(({ id, kind }) => `${id} ${kind}`)).size).toBe(held.length);
      },
    ),
  );
});
