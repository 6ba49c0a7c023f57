/** The field when nothing may be sent: why, what opens it again, and the text that was begun. */
import { Ban, Clock, EyeOff, Lock, PauseCircle, UserX } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../../ui/Button.tsx';
import { toasts } from '../../ui/toasts.ts';
import { useLanguage, useWords } from '../../words/words.tsx';
import styles from './Composer.module.css';
import type { Blocked, ComposerMode } from './composer-mode.ts';
import { ResumeChannel } from './ResumeChannel.tsx';

const icons = {
  'window-shut': Clock,
  'never-written': Clock,
  'no-permission': Lock,
  paused: PauseCircle,
  'case-over': Ban,
  unreachable: UserX,
  gone: EyeOff,
};

type Props = { channelId: string; mode: Extract<ComposerMode, { kind: 'blocked' }>; keptText: string };

export function BlockedComposer({ channelId, mode, keptText }: Props): ReactNode {
  const { talk, app } = useWords();
  const language = useLanguage();
  const Icon = icons[mode.why];
  const copy = () => void navigator.clipboard.writeText(keptText).then(() => toasts.show({ text: app.copied, lastsMs: 2000 }));
  return (
    <div className={styles.blocked} data-why={mode.why}>
      <span className={styles.blockedIcon}>
        <Icon size={20} aria-hidden />
      </span>
      <div className={styles.blockedTexts}>
        <p className={styles.blockedTitle}>{talk.composer.blocked[mode.why]}</p>
        <p>{explained(mode.why) ? talk.composer.blockedWhat[mode.why as Explained] : mode.sentence[language]}</p>
        {mode.why === 'paused' && <ResumeChannel channelId={channelId} />}
        {keptText.trim() !== '' && (
          <div className={styles.kept}>
            <p className={styles.keptTitle}>
              {talk.composer.kept}
              {window.isSecureContext && <Button label={talk.composer.copyKept} size="small" onPress={copy} />}
            </p>
            <p className={styles.keptText}>{keptText}</p>
          </div>
        )}
      </div>
    </div>
  );
}

type Explained = 'window-shut' | 'never-written' | 'case-over' | 'gone';
const explained = (why: Blocked): boolean => why === 'window-shut' || why === 'never-written' || why === 'case-over' || why === 'gone';
