/** What an agent can carry, and how long the world waits for one. Numbers from product.md 17–19. */

/** A case that was refused, missed or given back is not offered to the same agent again for this long. */
export const coolOffMs = 60_000;
/** A lost connection is forgiven this long before the agent counts as offline. */
export const graceMs = 45_000;
/** So many offers in a row that ran out make an agent `away`. */
export const missesUntilAway = 3;

export const hasFreeSlot = (agent: { load: number; capacity: number }): boolean => agent.load < agent.capacity;
