import { X } from 'lucide-react';
import { type ReactNode, useId } from 'react';
import { Dialog as AriaDialog, Heading, Modal, ModalOverlay } from 'react-aria-components';
import { IconButton } from './Button.tsx';
import styles from './Dialog.module.css';
import type { DialogProps } from './Dialog.tsx';

export function DialogBox({
  title,
  closeLabel,
  isOpen,
  onClose,
  size = 'medium',
  form = 'box',
  role = 'dialog',
  footer,
  children,
}: DialogProps): ReactNode {
  // A question is heard together with what hangs on it.
  const body = useId();
  return (
    <ModalOverlay isOpen={isOpen} onOpenChange={(open) => !open && onClose()} isDismissable className={styles.scrim ?? ''} data-form={form}>
      <Modal className={styles.modal ?? ''} data-size={size} data-form={form}>
        <AriaDialog role={role} {...(role === 'alertdialog' ? { 'aria-describedby': body } : {})} className={styles.dialog ?? ''}>
          <header className={styles.head}>
            <Heading slot="title" level={2}>
              {title}
            </Heading>
            <IconButton icon={X} label={closeLabel} onPress={onClose} />
          </header>
          <div id={body} className={styles.body}>
            {children}
          </div>
          {footer && <footer className={styles.foot}>{footer}</footer>}
        </AriaDialog>
      </Modal>
    </ModalOverlay>
  );
}
