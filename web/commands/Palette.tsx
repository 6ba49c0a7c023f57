/** Everything that can be done, and every open case, by a few letters. What may not be done now stands there with its reason. */
import { useQueryClient } from '@tanstack/react-query';
import { useRouter } from '@tanstack/react-router';
import { Search } from 'lucide-react';
import { type ReactNode, useMemo, useState } from 'react';
import { Autocomplete, Dialog, Header, Input, Menu, MenuItem, MenuSection, Modal, ModalOverlay, SearchField } from 'react-aria-components';
import type { CaseRow } from '#contract/cases.ts';
import { type CaseList, keys } from '../api/queries.ts';
import { finds } from '../words/hangul.ts';
import { useWords } from '../words/words.tsx';
import { keyLabel } from './keys.ts';
import styles from './Palette.module.css';
import { type Command, groupOrder } from './registry.ts';
import { useRegistry } from './useCommands.ts';

const mostCases = 60;

export function Palette({ isOpen, onClose }: { isOpen: boolean; onClose: () => void }): ReactNode {
  const { commands: words } = useWords();
  return (
    <ModalOverlay isOpen={isOpen} onOpenChange={(open) => !open && onClose()} isDismissable className={styles.scrim ?? ''}>
      <Modal className={styles.modal ?? ''}>
        <Dialog aria-label={words.palette} className={styles.dialog ?? ''}>
          <Found close={onClose} />
        </Dialog>
      </Modal>
    </ModalOverlay>
  );
}

function Found({ close }: { close: () => void }): ReactNode {
  const { commands: words } = useWords();
  const [wanted, setWanted] = useState('');
  const registry = useRegistry();
  const cases = useCaseCommands();
  // Read once when it opens: what is offered must not move while somebody chooses.
  const [all] = useState(() => [...registry.all().filter((command) => !command.isKeyOnly), ...cases]);
  const found = useMemo(() => all.filter((command) => finds(`${command.name} ${command.also ?? ''}`, wanted)), [all, wanted]);
  const run = (command: Command) => {
    close();
    // After the dialog has given focus back, so that what the command focuses stays focused.
    setTimeout(() => command.run(), 0);
  };
  return (
    <Autocomplete inputValue={wanted} onInputChange={setWanted}>
      <SearchField aria-label={words.palette} autoFocus className={styles.search ?? ''}>
        <Search size={18} aria-hidden />
        <Input placeholder={words.palettePlaceholder} className={styles.input ?? ''} />
      </SearchField>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and its entries are reached from the field, not by Tab. */}
      <section className={styles.scroller} tabIndex={0} aria-label={words.found}>
        <Menu
          aria-label={words.palette}
          className={styles.menu ?? ''}
          renderEmptyState={() => <p className={styles.empty}>{words.paletteEmpty(wanted)}</p>}
        >
          {groupOrder.map((group) => {
            const commands = found
              .filter((command) => command.group === group)
              .slice(0, wanted === '' && group === 'openCases' ? 5 : mostCases);
            return commands.length === 0 ? null : (
              <MenuSection key={group} id={group}>
                <Header className={styles.title}>{words.groups[group]}</Header>
                {commands.map((command) => (
                  <Entry key={command.id} command={command} run={run} />
                ))}
              </MenuSection>
            );
          })}
        </Menu>
      </section>
    </Autocomplete>
  );
}

function Entry({ command, run }: { command: Command; run: (command: Command) => void }): ReactNode {
  const [chord] = command.keys ?? [];
  return (
    <MenuItem
      id={command.id}
      textValue={command.name}
      isDisabled={Boolean(command.disabledReason)}
      className={styles.entry ?? ''}
      onAction={() => run(command)}
    >
      <span className={styles.name}>{command.name}</span>
      {command.disabledReason && <span className={styles.reason}>{command.disabledReason}</span>}
      {chord && !command.disabledReason && <kbd className={styles.keys}>{keyLabel(chord)}</kbd>}
    </MenuItem>
  );
}

/** The cases that are loaded, by their customer's name. */
function useCaseCommands(): Command[] {
  const cache = useQueryClient();
  const router = useRouter();
  const rows = new Map<string, CaseRow>();
  for (const view of ['mine', 'waiting', 'all'] as const) {
    for (const row of cache.getQueryData<CaseList>(keys.cases(view))?.rows ?? []) if (!rows.has(row.id)) rows.set(row.id, row);
  }
  return [...rows.values()].map((row) => ({
    id: `open.${row.id}`,
    name: `${row.customer.name} · ${row.skill?.name ?? row.channel.name}`,
    also: `#${row.number}`,
    group: 'openCases',
    run: () =>
      void router.navigate({
        to: '/inbox/{-$caseId}',
        params: { caseId: row.id },
        search: (before) => ({ ...before, view: before.view ?? 'mine' }),
      }),
  }));
}
