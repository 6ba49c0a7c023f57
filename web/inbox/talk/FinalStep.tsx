/** Closing and trashing cannot be taken back, so they ask once. */
import type { ReactNode } from 'react';
import type { CaseStatus } from '#contract/cases.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { useWords } from '../../words/words.tsx';

type Step = 'closed' | 'trashed';

export function FinalStep({
  step,
  onClose,
  onSure,
}: {
  step: Step | null;
  onClose: () => void;
  onSure: (status: CaseStatus) => void;
}): ReactNode {
  const { talk, app } = useWords();
  const isTrash = step === 'trashed';
  const title = isTrash ? talk.header.trash : talk.header.close;
  return (
    <Dialog
      title={title}
      closeLabel={app.close}
      isOpen={step !== null}
      onClose={onClose}
      size="small"
      role="alertdialog"
      footer={
        <>
          <Button label={app.cancel} onPress={onClose} />
          <Button
            label={title}
            variant={isTrash ? 'danger' : 'primary'}
            onPress={() => {
              if (step) onSure(step);
              onClose();
            }}
          />
        </>
      }
    >
      <p>{isTrash ? talk.header.trashNote : talk.header.closeNote}</p>
    </Dialog>
  );
}
