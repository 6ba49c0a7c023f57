/** A menu hung on a button. What it shows is loaded when it is first needed, so pages without an open menu do not carry it. */
import type { LucideIcon } from 'lucide-react';
import { cloneElement, lazy, type ReactElement, type ReactNode, Suspense, useRef, useState } from 'react';
import type { MenuTriggerProps } from './Button.tsx';

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
  /** The `Button` or `IconButton` that opens it. */
  children: ReactElement<MenuTriggerProps>;
  groups: readonly MenuGroup[];
  placement?: 'bottom start' | 'bottom end' | 'top start' | 'top end' | 'right top';
  isOpen?: boolean;
  onOpenChange?: (isOpen: boolean) => void;
  header?: ReactNode;
};

const loadPopover = () => import('./MenuPopover.tsx');
const MenuPopover = lazy(async () => ({ default: (await loadPopover()).MenuPopover }));

export function Menu({ children, isOpen: isOpenOutside, onOpenChange, ...shown }: MenuProps): ReactNode {
  const button = useRef<HTMLButtonElement>(null);
  const [isOpenHere, setOpenHere] = useState(false);
  const isOpen = isOpenOutside ?? isOpenHere;
  const setOpen = (next: boolean) => {
    setOpenHere(next);
    onOpenChange?.(next);
  };
  return (
    <>
      {cloneElement(children, { menu: { kind: 'menu', button, isOpen, open: () => setOpen(true), warm: () => void loadPopover() } })}
      {isOpen && (
        <Suspense fallback={null}>
          <MenuPopover {...shown} button={button} onClose={() => setOpen(false)} />
        </Suspense>
      )}
    </>
  );
}
