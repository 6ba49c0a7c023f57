/** Every key of this screen, drawn from the same table that runs it. */
import type { ReactNode } from 'react';
import { preferences, usePreferences } from '../preferences.ts';
import { Button } from '../ui/Button.tsx';
import { Dialog } from '../ui/Dialog.tsx';
import { useWords, type Words } from '../words/words.tsx';
import styles from './KeyHelp.module.css';
import { isEverywhere, keyCaps } from './keys.ts';
import { type MessageKey, messageKeys } from './message-keys.ts';
import { type Command, groupOrder } from './registry.ts';
import { useRegistry } from './useCommands.ts';

export function KeyHelp({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }): ReactNode {
  const { commands: words, app } = useWords();
  return (
    <Dialog title={words.help} closeLabel={app.close} isOpen={isOpen} onClose={onClose} size="large">
      <Tables />
    </Dialog>
  );
}

const inOrder = (commands: readonly Command[]): Command[] =>
  groupOrder.flatMap((group) => commands.filter((command) => command.group === group));

type Shown = { id: string; name: string; chords: readonly string[] };

function Tables(): ReactNode {
  const { commands: words } = useWords();
  const { keys } = usePreferences();
  const registry = useRegistry();
  const all = inOrder(registry.all());
  const shown = (isWanted: (chord: string) => boolean): Shown[] =>
    all.flatMap(({ id, name, keys: own = [] }) => {
      const chords = own.filter(isWanted);
      return chords.length === 0 ? [] : [{ id, name, chords }];
    });
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard.
    <section className={styles.tables} tabIndex={0} aria-label={words.help}>
      <Table title={words.everywhere} rows={shown(isEverywhere)} />
      <div>
        <Table title={words.outside} rows={shown((chord) => !isEverywhere(chord))} isOff={keys === 'off'} />
        {keys === 'off' && (
          <p className={styles.off}>
            {words.singleKeysAreOff}
            <Button label={words.switchOn} size="small" onPress={() => preferences.change({ keys: 'standard' })} />
          </p>
        )}
        {registry.find('conversation.reply') && <Table title={words.onMessage} rows={onMessage(words)} />}
      </div>
    </section>
  );
}

const onMessage = ({ messageActs }: Words['commands']): Shown[] =>
  (Object.keys(messageKeys) as MessageKey[]).map((id) => ({ id, name: messageActs[id], chords: messageKeys[id].slice(0, 2) }));

function Table({ title, rows, isOff = false }: { title: string; rows: readonly Shown[]; isOff?: boolean }): ReactNode {
  return (
    <section data-off={isOff} className={styles.section}>
      <h3>{title}</h3>
      <dl>
        {rows.map(({ id, name, chords }) => (
          <div key={id}>
            <dt>{name}</dt>
            <dd>
              <Chords chords={chords} />
            </dd>
          </div>
        ))}
      </dl>
    </section>
  );
}

/** Up to three are all drawn; a row of them as first … last. */
function Chords({ chords }: { chords: readonly string[] }): ReactNode {
  const [first] = chords;
  const last = chords.at(-1);
  if (chords.length <= 3 || !first || !last) return chords.map((chord) => <Caps key={chord} chord={chord} />);
  return (
    <>
      <Caps chord={first} /> … <Caps chord={last} />
    </>
  );
}

function Caps({ chord }: { chord: string }): ReactNode {
  return (
    <span className={styles.chord}>
      {keyCaps(chord).flatMap(({ parts }) =>
        parts.map((part) => (
          <kbd key={`${chord} ${part}`} className={styles.cap}>
            {part}
          </kbd>
        )),
      )}
    </span>
  );
}
