import { type ReactNode, useSyncExternalStore } from 'react';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { useWords } from '../../words/words.tsx';
import { type LeaveNow, useLeaveNow } from './leave.ts';
import { leavingQuestion, losesWords, type Stakes, stakesInWords } from './question.ts';

export function LeaveDialog(): ReactNode {
  const stakes = useSyncExternalStore(leavingQuestion.subscribe, leavingQuestion.read);
  const leaveNow = useLeaveNow();
  return stakes && <Question stakes={stakes} leaveNow={leaveNow} />;
}

/** Staying is what Enter and Escape do. */
export function Question({ stakes, leaveNow }: { stakes: Stakes; leaveNow: LeaveNow }): ReactNode {
  const { leaving, app, frame } = useWords();
  const close = leavingQuestion.close;
  const leave = () => {
    close();
    leaveNow();
  };
  return (
    <Dialog
      title={leaving.title}
      closeLabel={app.close}
      isOpen
      onClose={close}
      size="small"
      role="alertdialog"
      footer={
        <>
          <Button label={leaving.stay} onPress={close} autoFocus />
          <Button label={frame.signOut} variant={losesWords(stakes) ? 'danger' : 'primary'} onPress={leave} />
        </>
      }
    >
      {stakesInWords(stakes, leaving).map((sentence) => (
        <p key={sentence}>{sentence}</p>
      ))}
    </Dialog>
  );
}
