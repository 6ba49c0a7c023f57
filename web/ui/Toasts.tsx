import { X } from 'lucide-react';
import { type ReactNode, useEffect, useLayoutEffect, useState, useSyncExternalStore } from 'react';
import { Button, IconButton } from './Button.tsx';
import styles from './Toasts.module.css';
import { type Toast, type ToastPlace, toasts } from './toasts.ts';

type ToastsProps = {
  label: string;
  dismissLabel: string;
  /** Where they cover nothing that can be pressed; null = below the bar. */
  findPlace: () => ToastPlace | null;
};

export function Toasts({ label, dismissLabel, findPlace }: ToastsProps): ReactNode {
  const shown = useSyncExternalStore(toasts.subscribe, toasts.read);
  const place = usePlace(shown.length > 0, findPlace);
  return (
    <section
      className={styles.stack}
      aria-label={label}
      {...(place
        ? { style: { insetInline: 'auto', insetBlock: 'auto', ...place }, 'data-edge': place.bottom === undefined ? 'start' : 'end' }
        : {})}
    >
      <div aria-live="polite">
        {shown
          .filter((toast) => toast.tone !== 'danger')
          .map((toast) => (
            <ToastPart key={toast.id} toast={toast} dismissLabel={dismissLabel} />
          ))}
      </div>
      <div aria-live="assertive">
        {shown
          .filter((toast) => toast.tone === 'danger')
          .map((toast) => (
            <ToastPart key={toast.id} toast={toast} dismissLabel={dismissLabel} />
          ))}
      </div>
    </section>
  );
}

/** Panes come, go and change their size under a message that stays: looked at while one is shown, not else. */
const lookEveryMs = 200;

function usePlace(isShown: boolean, findPlace: () => ToastPlace | null): ToastPlace | null {
  const [place, setPlace] = useState<ToastPlace | null>(null);
  useLayoutEffect(() => {
    if (!isShown) return;
    const look = () => setPlace((before) => (isSame(before, findPlace()) ? before : findPlace()));
    look();
    const timer = setInterval(look, lookEveryMs);
    return () => clearInterval(timer);
  }, [isShown, findPlace]);
  return place;
}

const isSame = (a: ToastPlace | null, b: ToastPlace | null): boolean =>
  a?.left === b?.left && a?.inlineSize === b?.inlineSize && a?.top === b?.top && a?.bottom === b?.bottom;

function ToastPart({ toast, dismissLabel }: { toast: Toast; dismissLabel: string }): ReactNode {
  const [isHeld, setHeld] = useState(false);
  const { id, lastsMs, action } = toast;
  useEffect(() => {
    if (lastsMs === null || isHeld) return;
    const timer = setTimeout(() => toasts.dismiss(id), lastsMs);
    return () => clearTimeout(timer);
  }, [id, lastsMs, isHeld]);
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: only holds the time while it is read; everything to do stands in buttons.
    <div
      className={styles.toast}
      data-tone={toast.tone}
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
    >
      <span>{toast.text}</span>
      {action && (
        <Button
          label={action.label}
          size="small"
          variant="plain"
          className={styles.action}
          onPress={() => {
            action.onPress();
            toasts.dismiss(id);
          }}
        />
      )}
      <IconButton icon={X} iconSize={16} label={dismissLabel} className={styles.action} onPress={() => toasts.dismiss(id)} />
    </div>
  );
}
