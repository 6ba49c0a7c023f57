/** Under a bubble that did not simply leave: what happened, in words, and what a person can do about it. */
import { CircleAlert, CircleDashed, Clock, CloudOff } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { Message } from '#contract/messages.ts';
import { useNow } from '../../api/clock.ts';
import { clock } from '../../words/format.ts';
import { useLanguage, useWords } from '../../words/words.tsx';
import type { Pending } from './pending.ts';
import styles from './SendState.module.css';

export type SendActs = { retry: () => void; drop: () => void; toField: () => void };

/** Null = nothing to say beyond the ticks. */
export function SendState({ message, pending, isSentAgain, acts }: SendStateProps): ReactNode {
  if (pending) return <PendingState pending={pending} acts={acts} />;
  if (message.status === 'unknown' && message.isFlagged) return <Flagged message={message} acts={acts} />;
  return message.status === 'failed' ? <Failed message={message} isSentAgain={isSentAgain} acts={acts} /> : null;
}
export type SendStateProps = { message: Message; pending: Pending | null; isSentAgain: boolean; acts: SendActs };

function PendingState({ pending, acts }: { pending: Pending; acts: SendActs }): ReactNode {
  const { talk } = useWords();
  const language = useLanguage();
  const { state } = pending;
  switch (state.kind) {
    case 'waiting':
      return navigator.onLine ? null : <Line icon="offline" text={talk.state.offline} buttons={[[talk.fix.cancel, acts.drop]]} />;
    case 'sending':
      return null;
    case 'uploading':
      return (
        <Line
          icon="progress"
          share={state.progress}
          text={talk.state.uploading(Math.round(state.progress * 100))}
          buttons={[[talk.fix.cancel, acts.drop]]}
        />
      );
    case 'resting':
      return <Resting until={state.until} acts={acts} />;
    case 'asking':
      return (
        <Line
          icon="wait"
          text={talk.state.asking(clock({ language }, pending.at))}
          buttons={[
            [talk.fix.sendNow, acts.retry],
            [talk.fix.drop, acts.drop],
          ]}
        />
      );
    case 'failed': {
      const reason = state.trouble.kind === 'network' ? talk.state.network : state.trouble.sentence[language];
      return (
        <Line
          icon="failed"
          text={reason}
          buttons={[
            [talk.fix.retry, acts.retry, 'R'],
            [talk.fix.drop, acts.drop],
          ]}
        />
      );
    }
    default:
      return state satisfies never;
  }
}

function Resting({ until, acts }: { until: number; acts: SendActs }): ReactNode {
  const { talk } = useWords();
  const seconds = Math.max(1, Math.ceil((until - useNow()) / 1000));
  return (
    <Line
      icon="wait"
      text={talk.state.resting(seconds)}
      buttons={[
        [talk.fix.sendNow, acts.retry],
        [talk.fix.cancel, acts.drop],
      ]}
    />
  );
}

/** Never sent again by one key: a person looks first, and writes it anew if it did not arrive. */
function Flagged({ message, acts }: { message: Message; acts: SendActs }): ReactNode {
  const { talk } = useWords();
  const buttons: Act[] = message.content.kind === 'text' ? [[talk.fix.toField, acts.toField]] : [];
  return <Line icon="unknown" text={`${talk.state.flagged}. ${talk.state.flaggedWhat}`} buttons={buttons} />;
}

function Failed({ message, isSentAgain, acts }: { message: Message; isSentAgain: boolean; acts: SendActs }): ReactNode {
  const { talk } = useWords();
  const language = useLanguage();
  const { failure } = message;
  const buttons: Act[] = isSentAgain ? [] : [[talk.fix.retry, acts.retry, 'R']];
  if (!isSentAgain && message.content.kind === 'text') buttons.push([talk.fix.toField, acts.toField]);
  return (
    <Line
      icon="failed"
      text={isSentAgain ? `${talk.state.failed} · ${talk.feed.sentAgain}` : (failure?.[language] ?? talk.state.failed)}
      buttons={buttons}
      code={isSentAgain ? null : (failure?.code ?? null)}
    />
  );
}

type Act = [label: string, act: () => void, key?: string];
type LineProps = {
  icon: 'offline' | 'wait' | 'unknown' | 'failed' | 'progress';
  text: string;
  buttons: Act[];
  code?: number | null;
  share?: number;
};

function Line({ icon, text, buttons, code, share = 0 }: LineProps): ReactNode {
  return (
    <div className={styles.line} data-icon={icon}>
      <span className={styles.text}>
        <LineIcon icon={icon} share={share} />
        <span>{text}</span>
      </span>
      {code != null && <Code code={code} />}
      {buttons.map(([label, act, key]) => (
        // Native buttons: hundreds of bubbles share the page, and each React Aria button costs a fifth of a millisecond.
        <button key={label} type="button" className={styles.button} onClick={act}>
          {label}
          {key && <kbd>{key}</kbd>}
        </button>
      ))}
    </div>
  );
}

function LineIcon({ icon, share }: Pick<LineProps, 'icon'> & { share: number }): ReactNode {
  if (icon === 'progress') return <Ring share={share} />;
  const Icon = { offline: CloudOff, wait: Clock, unknown: CircleDashed, failed: CircleAlert }[icon];
  return <Icon size={14} aria-hidden />;
}

function Ring({ share }: { share: number }): ReactNode {
  return (
    <svg viewBox="0 0 16 16" className={styles.ring} aria-hidden>
      <circle cx="8" cy="8" r="6" />
      <circle cx="8" cy="8" r="6" pathLength={100} strokeDasharray={`${Math.max(4, share * 100)} 100`} className={styles.ringDone} />
    </svg>
  );
}

function Code({ code }: { code: number }): ReactNode {
  const { talk } = useWords();
  const [isCopied, setCopied] = useState(false);
  if (!window.isSecureContext) return <span className={styles.code}>{talk.state.code(code)}</span>;
  return (
    <button
      type="button"
      className={styles.code}
      title={talk.state.copyCode}
      onClick={() => void navigator.clipboard.writeText(String(code)).then(() => setCopied(true))}
    >
      {isCopied ? talk.feed.copied : talk.state.code(code)}
    </button>
  );
}
