/** Who is on stage: the customers behind a batch's senders, each seen beside what the batch has already made of the others. */
import { joinCases } from '#engine/case/join.ts';
import { type Identity, identify, type Move, move, recognisableBy, type Sender } from '#engine/customer/identify.ts';
import { joinsIn } from '#engine/customer/join.ts';
import type { SceneEvent } from '#engine/events.ts';
import type { NewId, Scene, SceneCase, SceneCustomer } from '#engine/scene.ts';
import { findHolders, identityKey } from '../customers/identities.ts';
import type { Db } from '../db/database.ts';
import { loadLiveCases, loadWorld, type SceneKey, sceneKey, type World } from '../scene/load.ts';

export type Appearance = { channelId: string; portfolioId: string; identities: Identity[] };

export const appearanceOf = (channel: { id: string; portfolioId: string }, who: Sender | Move): Appearance => ({
  channelId: channel.id,
  portfolioId: channel.portfolioId,
  identities:
    'from' in who
      ? [who.from, who.to].flatMap((one) => recognisableBy(one, channel.portfolioId))
      : recognisableBy(who, channel.portfolioId),
});

export type Cast = {
  now: number;
  /** Who wrote, new or known, and what had to change for it. Later in the batch they may turn out to be somebody else: `standing`. */
  enter(appearance: Appearance, sender: Sender): { customerId: string; events: SceneEvent[] };
  move(appearance: Appearance, moved: Move): SceneEvent[];
  /** Once everybody has entered: the live cases of customers who turned out to be one person become one per channel. */
  meet(db: Db): Promise<SceneEvent[]>;
  standing(customerId: string): string;
  /** After `meet`. */
  sceneOf(key: SceneKey): Scene;
};

/** Locks everybody who may be meant. Whoever appears at the same moment elsewhere is stopped by the unique index of identities. */
export async function assemble(db: Db, appearances: readonly Appearance[], newId: NewId): Promise<Cast> {
  const holders = await findHolders(
    db,
    appearances.flatMap(({ identities }) => identities),
  );
  const keys = new Map<string, SceneKey>();
  for (const { channelId, identities } of appearances) {
    for (const identity of identities) {
      const customerId = holders.get(identityKey(identity));
      if (customerId !== undefined) keys.set(sceneKey({ customerId, channelId }), { customerId, channelId });
    }
  }
  const world = await loadWorld(
    db,
    [...keys.values()],
    appearances.map(({ channelId }) => channelId),
  );
  return castOf(world, newId);
}

function castOf({ now, scenes, channels }: World, newId: NewId): Cast {
  const people = openPeople([...scenes.values()].map(({ customer }) => customer));
  const liveCases = new Map<string, SceneCase | null>([...scenes].map(([key, { liveCase }]) => [key, liveCase]));
  const joins: ReturnType<typeof joinsIn> = [];
  const keep = <T extends { changed: SceneCustomer[]; events: SceneEvent[] }>(decided: T): T => {
    people.remember(decided.changed, decided.events);
    joins.push(...joinsIn(decided.events));
    return decided;
  };
  const hasNothing = (customerId: string) => {
    for (const channelId of channels.keys()) liveCases.set(sceneKey({ customerId, channelId }), null);
  };
  return {
    now,
    enter: (appearance, sender) => {
      const { portfolioId, identities } = appearance;
      const known = people.knownBy(identities);
      const { customer, isNew, events } = keep(identify({ sender, portfolioId, known, now, newId }));
      if (isNew) hasNothing(customer.id);
      return { customerId: customer.id, events };
    },
    move: ({ portfolioId, identities }, moved) => keep(move(moved, { portfolioId, known: people.knownBy(identities), now })).events,
    meet: async (db) => {
      if (joins.length === 0) return [];
      const everybody = [...new Set(joins.flatMap(({ from, into }) => [from, into]))];
      const live = await loadLiveCases(db, everybody);
      for (const customerId of everybody) hasNothing(customerId);
      const events = joins.flatMap(({ from, into }) => meetCases(live, { from, into, now }));
      for (const [customerId, cases] of live) for (const [channelId, one] of cases) liveCases.set(sceneKey({ customerId, channelId }), one);
      return events;
    },
    standing: people.standing,
    sceneOf: (key) => {
      const [channel, customer, liveCase] = [channels.get(key.channelId), people.get(key.customerId), liveCases.get(sceneKey(key))];
      if (!channel || !customer || liveCase === undefined) throw new Error('This customer was not looked for on this channel.');
      return { now, channel, customer, liveCase };
    },
  };
}

type Live = Map<string, Map<string, SceneCase>>;

/** Whatever one of them has live on a channel is the other's now; where both have something, one of the two. */
function meetCases(live: Live, { from, into, now }: { from: string; into: string; now: number }): SceneEvent[] {
  const theirs = live.get(into) ?? new Map<string, SceneCase>();
  const events: SceneEvent[] = [];
  for (const [channelId, brought] of live.get(from) ?? []) {
    const own = theirs.get(channelId);
    const met = own ? joinCases(own, brought, { customerId: into, now }) : { live: { ...brought, customerId: into }, events: [] };
    theirs.set(channelId, met.live);
    events.push(...met.events);
  }
  live.set(into, theirs);
  live.delete(from);
  return events;
}

/** Everybody by id and by identity, as they are by now. */
function openPeople(present: readonly SceneCustomer[]) {
  const customers = new Map<string, SceneCustomer>();
  const holders = new Map<string, string>();
  const joinedInto = new Map<string, string>();
  const remember = (changed: readonly SceneCustomer[], events: readonly SceneEvent[]) => {
    for (const { from, into } of joinsIn(events)) joinedInto.set(from, into);
    for (const customer of changed) {
      customers.set(customer.id, customer);
      for (const identity of customer.identities) holders.set(identityKey(identity), customer.id);
    }
  };
  remember(present, []);
  return {
    remember,
    get: (customerId: string) => customers.get(customerId),
    knownBy: (identities: readonly Identity[]): SceneCustomer[] => [
      ...new Set(identities.flatMap((identity) => customers.get(holders.get(identityKey(identity)) ?? '') ?? [])),
    ],
    standing: (customerId: string): string => {
      let id = customerId;
      for (let next = joinedInto.get(id); next !== undefined; next = joinedInto.get(id)) id = next;
      return id;
    },
  };
}
