/** A dialog or a drawer; what draws it is loaded when the first one opens. */
import { lazy, type ReactNode, Suspense } from 'react';

export type DialogProps = {
  title: string;
  closeLabel: string;
  isOpen: boolean;
  onClose: () => void;
  size?: 'small' | 'medium' | 'large';
  /** A drawer hangs on the right edge. */
  form?: 'box' | 'drawer';
  /** Confirmations that must be answered. */
  role?: 'dialog' | 'alertdialog';
  footer?: ReactNode;
  children: ReactNode;
};

const DialogBox = lazy(async () => ({ default: (await import('./DialogBox.tsx')).DialogBox }));

export function Dialog(props: DialogProps): ReactNode {
  return props.isOpen ? (
    <Suspense fallback={null}>
      <DialogBox {...props} />
    </Suspense>
  ) : null;
}
