import { expect, test } from 'vitest';
import type { SceneCustomer } from '../scene.ts';
import { type Identity, identify, move, type Sender } from './identify.ts';

const portfolioId = 'portfolio-1';
const phone = (value: string): Identity => ({ kind: 'phone', scope: '', value });
const bsuid = (value: string, scope = portfolioId): Identity => ({ kind: 'bsuid', scope, value });
const username = (value: string): Identity => ({ kind: 'username', scope: '', value });
const ana = (...identities: Identity[]): SceneCustomer => ({ id: 'ana', name: '오하늘', identities });
const sender = (changes: Partial<Sender>): Sender => ({ phone: null, bsuid: null, username: null, name: null, ...changes });

function find(who: Partial<Sender>, ...known: SceneCustomer[]) {
  const { customer, isNew, events } = identify({ sender: sender(who), portfolioId, known, now: 5, newId: () => 'new' });
  const said = events.map((event) => {
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

test('BSUID of one, phone of another: the BSUID says who it is, the phone stays where it is', () => {
  const bo: SceneCustomer = { id: 'bo', name: '보', identities: [phone('8210')] };
  expect(find({ phone: '8210', bsuid: 'KR.1' }, bo, ana(bsuid('KR.1')))).toMatchObject({ id: 'ana', said: [] });
});

test('a number that changed hands: another BSUID on it is another person, who gets the number and none of the history', () => {
  expect(find({ phone: '8210', bsuid: 'KR.2', name: '새 사람' }, ana(phone('8210'), bsuid('KR.1')))).toMatchObject({
    id: 'new',
    said: ['customer.created 새 사람', 'identity.added new bsuid KR.2', 'identity.ended ana phone 8210', 'identity.added new phone 8210'],
  });
});

test('a BSUID of another portfolio is another word', () => {
  expect(find({ bsuid: 'KR.1' }, ana(bsuid('KR.1', 'portfolio-2'))).isNew).toBe(true);
  expect(find({ phone: '8210', bsuid: 'KR.1' }, ana(phone('8210'), bsuid('KR.9', 'portfolio-2'))).said).toEqual([
    'identity.added ana bsuid KR.1',
  ]);
});

test('a username recognises nobody, and the newest one counts', () => {
  expect(find({ bsuid: 'KR.2', username: 'haneul' }, ana(username('haneul'))).isNew).toBe(true);
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
  const taken: SceneCustomer = { id: 'bo', name: '보', identities: [phone('8211')] };
  expect(said(move(change, { portfolioId, known: [...known, taken], now: 5 }))).toEqual([
    'identity.ended bsuid KR.1',
    'identity.added bsuid KR.2',
  ]);
});
