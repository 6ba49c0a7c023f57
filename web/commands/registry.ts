/** One table of everything that can be done now. Palette, keys, tooltips and the help sheet all read it. */
import { isEverywhere, isStroke, type KeyPress, parseChord } from './keys.ts';

export type CommandGroup = 'offer' | 'openCases' | 'conversation' | 'cases' | 'go' | 'view' | 'me';
/** How palette and help sheet put them. */
export const groupOrder: readonly CommandGroup[] = ['offer', 'openCases', 'conversation', 'cases', 'go', 'view', 'me'];

export type Command = {
  /** Stable: `case.resolve`. A later registration of the same id stands in front of an earlier one. */
  id: string;
  name: string;
  group: CommandGroup;
  /** The first one is shown; see `keys.ts` for how chords are written. */
  keys?: readonly string[];
  /** Said instead of doing it; null or absent = may be done. */
  disabledReason?: string | null;
  /** Told which of its chords was pressed, when it was a key. */
  run: (chord?: string) => void;
  /** Found in the palette by these words, too. */
  also?: string;
  /** True: only keys run it (moving a cursor makes no sense in a palette). */
  isKeyOnly?: boolean;
};

export type Registry = {
  /** Replaces what this owner offers; an empty list takes it away. */
  set(owner: symbol, commands: readonly Command[]): void;
  all(): Command[];
  find(id: string): Command | undefined;
};

export function openRegistry(): Registry {
  const owners = new Map<symbol, readonly Command[]>();
  const all = () => {
    const byId = new Map<string, Command>();
    for (const commands of owners.values()) for (const command of commands) byId.set(command.id, command);
    return [...byId.values()];
  };
  return {
    set(owner, commands) {
      if (commands.length === 0) owners.delete(owner);
      else owners.set(owner, commands);
    },
    all,
    find: (id) => all().find((command) => command.id === id),
  };
}

export type KeyState = {
  /** The first stroke of a two-stroke chord, when it was pressed a moment ago. */
  prefix: KeyPress | null;
  isTyping: boolean;
  singleKeys: 'standard' | 'off';
};
export type KeyResult = { command: Command; chord: string } | { isPrefix: true } | null;

/** What a key press means now. Pure: the listener in `CommandKeys.tsx` does the rest. */
export function commandFor(commands: readonly Command[], press: KeyPress, state: KeyState): KeyResult {
  let startsChord = false;
  for (const command of commands) {
    for (const chord of command.keys ?? []) {
      if (!isEverywhere(chord) && (state.isTyping || state.singleKeys === 'off')) continue;
      const [first, second] = parseChord(chord);
      if (!first) continue;
      if (second) {
        if (state.prefix && isStroke(first, state.prefix) && isStroke(second, press)) return { command, chord };
        startsChord ||= isStroke(first, press);
      } else if (!state.prefix && isStroke(first, press)) return { command, chord };
    }
  }
  return startsChord ? { isPrefix: true } : null;
}
