import { X } from 'lucide-react';
import { type ReactNode, useEffect, useState, useSyncExternalStore } from 'react';
import { Button, IconButton } from './Button.tsx';
import styles from './Toasts.module.css';
import { type Toast, toasts } from './toasts.ts';

export function Toasts({ label, dismissLabel }: { label: string; dismissLabel: string }): ReactNode {
  const shown = useSyncExternalStore(toasts.subscribe, toasts.read);
  return (
    <section className={styles.stack} aria-label={label}>
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
