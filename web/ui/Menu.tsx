/** A menu hung on a button. Digits 0–9 choose the nth entry while it is open. */
import { Check, type LucideIcon } from 'lucide-react';
import type { KeyboardEvent, ReactElement, ReactNode } from 'react';
import { Menu as AriaMenu, Header, MenuItem, MenuSection, MenuTrigger, Popover, Separator } from 'react-aria-components';
import styles from './Menu.module.css';

export type MenuEntry = {
  id: string;
  label: string;
  hint?: string | undefined;
  icon?: LucideIcon | undefined;
  mark?: ReactNode;
  keys?: string | undefined;
  isChosen?: boolean | undefined;
  disabledReason?: string | null | undefined;
  tone?: 'plain' | 'danger' | undefined;
  href?: string | undefined;
  onChoose?: (() => void) | undefined;
};
export type MenuGroup = { id: string; title?: string | undefined; entries: readonly MenuEntry[] };

export type MenuProps = {
  label: string;
  /** The button that opens it. */
  children: ReactElement;
  groups: readonly MenuGroup[];
  placement?: 'bottom start' | 'bottom end' | 'top start' | 'top end' | 'right top';
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
  header?: ReactNode;
};

export function Menu({ label, children, groups, placement = 'bottom start', header, ...opening }: MenuProps): ReactNode {
  return (
    <MenuTrigger {...opening}>
      {children}
      <Popover placement={placement} offset={6} className={styles.popover ?? ''}>
        {header}
        <div onKeyDownCapture={chooseByDigit}>
          <AriaMenu aria-label={label} className={styles.menu ?? ''}>
            {groups.map((group, place) => (
              <MenuGroupPart key={group.id} group={group} isFirst={place === 0} />
            ))}
          </AriaMenu>
        </div>
      </Popover>
    </MenuTrigger>
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
