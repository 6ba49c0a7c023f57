import { createContext, useContext, useEffect, useLayoutEffect, useState } from 'react';
import { type Command, openRegistry, type Registry } from './registry.ts';

export const Commands = createContext<Registry>(openRegistry());
export const useRegistry = (): Registry => useContext(Commands);

/** Offers commands as long as the component is on screen; call it with a fresh list on every render. */
export function useCommands(commands: readonly Command[]): void {
  const registry = useRegistry();
  const [owner] = useState(() => Symbol('commands'));
  useLayoutEffect(() => registry.set(owner, commands));
  useEffect(() => () => registry.set(owner, []), [registry, owner]);
}
