/** The console's own client: the browser's fetch, the person's language. */
import { preferences } from '../preferences.ts';
import { createClient } from './create-client.ts';

export type { Output } from './create-client.ts';

const signedOutListeners = new Set<() => void>();

/** Told when the server no longer knows this session, or knows somebody else by it. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

/** Whose page this is, from the moment it is known. */
function openOwner() {
  let personId: string | null = null;
  return {
    read: () => personId,
    set: (next: string) => {
      personId = next;
    },
  };
}
export const owner = openOwner();

export const call = createClient({
  fetch: (...request) => fetch(...request),
  language: () => preferences.read().language,
  personId: owner.read,
  onSignedOut: () => {
    for (const listener of signedOutListeners) listener();
  },
});
