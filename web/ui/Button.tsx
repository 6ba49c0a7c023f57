/** Buttons. A label is demanded by type; what may not be pressed now stays reachable and says why. */
import type { LucideIcon } from 'lucide-react';
import type { ReactNode, RefObject } from 'react';
import { Button as AriaButton } from 'react-aria-components';
import styles from './Button.module.css';
import { Tooltip } from './Tooltip.tsx';

/** What `Menu`, or another layer, hands to the button that opens it. */
export type MenuTriggerProps = {
  menu?: { kind: 'menu' | 'dialog'; button: RefObject<HTMLButtonElement | null>; isOpen: boolean; open: () => void; warm: () => void };
};

type Common = MenuTriggerProps & {
  label: string;
  onPress?: () => void;
  /** Why it may not be pressed now; the button keeps its place and tells it. */
  disabledReason?: string | null;
  /** The key as people read it: `Ctrl+K`. */
  keys?: string | undefined;
  type?: 'button' | 'submit';
  autoFocus?: boolean;
  isPending?: boolean;
  className?: string | undefined;
  id?: string;
};

export type ButtonProps = Common & {
  icon?: LucideIcon;
  variant?: 'primary' | 'quiet' | 'plain' | 'danger';
  size?: 'small' | 'medium' | 'large';
  /** More than the label to see, for instance a badge; the label is what is heard. */
  children?: ReactNode;
};

export function Button({ icon: Icon, variant = 'quiet', size = 'medium', children, ...rest }: ButtonProps): ReactNode {
  const tip = rest.disabledReason ?? null;
  const button = (
    <Pressable {...rest} look={{ variant, size }}>
      {Icon && <Icon size={size === 'large' ? 18 : 16} aria-hidden />}
      {children ? (
        <>
          <span className="heard-only">{rest.label}</span>
          <span className={styles.seen} aria-hidden>
            {children}
          </span>
        </>
      ) : (
        <span>{rest.label}</span>
      )}
      {rest.keys && (
        <kbd className={styles.keys} aria-hidden>
          {rest.keys}
        </kbd>
      )}
    </Pressable>
  );
  return tip ? <Tooltip text={tip}>{button}</Tooltip> : button;
}

export type IconButtonProps = Common & {
  icon: LucideIcon;
  iconSize?: number;
  variant?: 'primary' | 'quiet' | 'plain' | 'danger';
  isPressed?: boolean;
  isExpanded?: boolean;
};

/** Only a picture to see, so its label is told by name and by tooltip. */
export function IconButton({ icon: Icon, iconSize = 18, variant = 'plain', isPressed, isExpanded, ...rest }: IconButtonProps): ReactNode {
  return (
    <Tooltip text={rest.disabledReason ?? rest.label} keys={rest.disabledReason ? undefined : rest.keys}>
      <Pressable {...rest} look={{ variant, isIcon: true }} isPressed={isPressed} isExpanded={isExpanded}>
        <Icon size={iconSize} aria-hidden />
      </Pressable>
    </Tooltip>
  );
}

type PressableProps = Common & {
  look: { variant: string; size?: string; isIcon?: boolean };
  isPressed?: boolean | undefined;
  isExpanded?: boolean | undefined;
  children: ReactNode;
};

function Pressable(props: PressableProps): ReactNode {
  const { look, label, disabledReason, onPress, menu, type = 'button', isPressed, isExpanded, children, ...rest } = props;
  const isBlocked = Boolean(disabledReason);
  return (
    <AriaButton
      type={isBlocked ? 'button' : type}
      {...(look.isIcon ? { 'aria-label': label } : {})}
      {...(isBlocked ? { 'aria-disabled': true } : {})}
      {...(isPressed === undefined ? {} : { 'aria-pressed': isPressed })}
      {...(isExpanded === undefined ? {} : { 'aria-expanded': isExpanded })}
      {...(rest.id ? { id: rest.id } : {})}
      {...(menu ? menuProps(menu) : {})}
      isPending={rest.isPending ?? false}
      autoFocus={rest.autoFocus ?? false}
      onPress={() => {
        if (isBlocked) return;
        menu?.open();
        onPress?.();
      }}
      className={[styles.button, rest.className].filter(Boolean).join(' ')}
      data-variant={look.variant}
      data-size={look.size}
      data-icon={look.isIcon || undefined}
    >
      {children}
    </AriaButton>
  );
}

function menuProps({ kind, button, isOpen, open, warm }: NonNullable<MenuTriggerProps['menu']>) {
  return {
    ref: button,
    'aria-haspopup': kind,
    'aria-expanded': isOpen,
    onHoverStart: warm,
    onFocus: warm,
    onKeyDown: (event: { key: string; continuePropagation(): void }) => {
      if (event.key === 'ArrowDown' || event.key === 'ArrowUp') open();
      // React Aria keeps keys to itself unless told otherwise; the page's commands need them.
      else event.continuePropagation();
    },
  };
}
