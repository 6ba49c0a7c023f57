/** Who is on stage: the customers behind a batch's senders, each seen beside what the batch has already made of the others. */
import { type Identity, identify, type Move, move, recognisableBy, type Sender } from '#engine/customer/identify.ts';
import type { SceneEvent } from '#engine/events.ts';
import type { NewId, Scene, SceneCustomer } from '#engine/scene.ts';
import { findHolders, identityKey } from '../customers/identities.ts';
import type { Db } from '../db/database.ts';
import { loadWorld, type SceneKey, sceneKey, type World } from '../scene/load.ts';

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
  /** The scene of a sender, new or known, and what had to change for it. */
  enter(appearance: Appearance, sender: Sender): { scene: Scene; events: SceneEvent[] };
  move(appearance: Appearance, moved: Move): SceneEvent[];
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
  const customers = new Map<string, SceneCustomer>();
  const holders = new Map<string, string>();
  const remember = (changed: readonly SceneCustomer[]) => {
    for (const customer of changed) {
      customers.set(customer.id, customer);
      for (const identity of customer.identities) if (identity.kind !== 'username') holders.set(identityKey(identity), customer.id);
    }
  };
  const knownOf = ({ identities }: Appearance) => [
    ...new Set(identities.flatMap((identity) => customers.get(holders.get(identityKey(identity)) ?? '') ?? [])),
  ];
  const sceneOf = (customer: SceneCustomer, channelId: string, isNew: boolean): Scene => {
    const key = sceneKey({ customerId: customer.id, channelId });
    const channel = channels.get(channelId);
    const known = scenes.get(key);
    if (!known && (!isNew || !channel)) throw new Error('This customer was not looked for on this channel.');
    const scene: Scene = known ? { ...known, customer } : { now, channel: channel as Scene['channel'], customer, liveCase: null };
    scenes.set(key, scene);
    return scene;
  };
  remember([...scenes.values()].map(({ customer }) => customer));
  const newcomers = new Set<string>();
  return {
    now,
    enter: (appearance, sender) => {
      const { portfolioId, channelId } = appearance;
      const { customer, isNew, changed, events } = identify({ sender, portfolioId, known: knownOf(appearance), now, newId });
      remember(changed);
      if (isNew) newcomers.add(customer.id);
      return { scene: sceneOf(customer, channelId, newcomers.has(customer.id)), events };
    },
    move: (appearance, moved) => {
      const { changed, events } = move(moved, { portfolioId: appearance.portfolioId, known: knownOf(appearance), now });
      remember(changed);
      return events;
    },
  };
}
