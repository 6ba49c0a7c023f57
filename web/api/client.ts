/** The console's own client: the browser's fetch, the person's language. */
import { preferences } from '../preferences.ts';
import { createClient } from './create-client.ts';

export type { Output } from './create-client.ts';

const signedOutListeners = new Set<() => void>();

/** Told when the server no longer knows this session. */
export function onSignedOut(listener: () => void): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

export const call = createClient({
  fetch: (...request) => fetch(...request),
  language: () => preferences.read().language,
  onSignedOut: () => {
    for (const listener of signedOutListeners) listener();
  },
});
