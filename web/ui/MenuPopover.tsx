/** The open menu. Digits 0–9 choose the nth entry. */
import { Check } from 'lucide-react';
import type { KeyboardEvent, ReactNode, RefObject } from 'react';
import { Menu as AriaMenu, Header, MenuItem, MenuSection, Popover, Separator } from 'react-aria-components';
import styles from './Menu.module.css';
import type { MenuEntry, MenuGroup, MenuProps } from './Menu.tsx';

type Props = Pick<MenuProps, 'label' | 'groups' | 'placement' | 'header'> & {
  button: RefObject<HTMLButtonElement | null>;
  onClose: () => void;
};

export function MenuPopover({ label, groups, placement = 'bottom start', header, button, onClose }: Props): ReactNode {
  return (
    <Popover
      triggerRef={button}
      isOpen
      onOpenChange={(isOpen) => !isOpen && onClose()}
      placement={placement}
      offset={6}
      className={styles.popover ?? ''}
      trigger="MenuTrigger"
      aria-label={label}
    >
      {header}
      <div onKeyDownCapture={chooseByDigit}>
        <AriaMenu aria-label={label} className={styles.menu ?? ''} autoFocus="first" onClose={onClose}>
          {groups.map((group, place) => (
            <MenuGroupPart key={group.id} group={group} isFirst={place === 0} />
          ))}
        </AriaMenu>
      </div>
    </Popover>
  );
}

function MenuGroupPart({ group, isFirst }: { group: MenuGroup; isFirst: boolean }): ReactNode {
  return (
    <>
      {!isFirst && <Separator className={styles.line ?? ''} />}
      <MenuSection {...(group.title ? {} : { 'aria-label': group.id })}>
        {group.title && <Header className={styles.title}>{group.title}</Header>}
        {group.entries.map((entry) => (
          <EntryPart key={entry.id} entry={entry} />
        ))}
      </MenuSection>
    </>
  );
}

function EntryPart({ entry }: { entry: MenuEntry }): ReactNode {
  const { icon: Icon, disabledReason } = entry;
  const hint = disabledReason ?? entry.hint;
  return (
    <MenuItem
      id={entry.id}
      textValue={entry.label}
      className={styles.entry ?? ''}
      data-tone={entry.tone}
      isDisabled={Boolean(disabledReason)}
      {...(entry.href ? { href: entry.href, target: '_blank', rel: 'noopener' } : {})}
      {...(entry.isChosen === undefined ? {} : { 'aria-current': entry.isChosen })}
      onAction={() => entry.onChoose?.()}
    >
      {entry.mark ?? (Icon && <Icon size={16} aria-hidden />)}
      <span className={styles.texts}>
        <span>{entry.label}</span>
        {hint && <span className={styles.hint}>{hint}</span>}
      </span>
      {entry.keys && <kbd className={styles.keys}>{entry.keys}</kbd>}
      {entry.isChosen && <Check size={16} aria-hidden className={styles.check} />}
    </MenuItem>
  );
}

function chooseByDigit(event: KeyboardEvent): void {
  const digit = /^(?:Digit|Numpad)([0-9])$/.exec(event.nativeEvent.code)?.[1];
  if (digit === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  const entries = event.currentTarget.querySelectorAll<HTMLElement>('[role^="menuitem"]');
  const entry = entries[digit === '0' ? 9 : Number(digit) - 1];
  if (!entry || entry.getAttribute('aria-disabled') === 'true') return;
  event.preventDefault();
  entry.click();
}
