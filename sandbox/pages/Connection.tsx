import { SquareArrowOutUpRight, TriangleAlert } from 'lucide-react';
import type { ReactNode } from 'react';
import styles from './Connection.module.css';
import { type Link, linkOf } from './link.ts';
import { formatTime, formatWait } from './names.ts';
import { usePreferences, useWords } from './preferences.tsx';
import { useKnown, useSandboxNow } from './store.tsx';
import { fill, type Language, type Words } from './words.ts';

function useLink(): Link | null {
  const [isLost, world, webhooks, untoldAt] = [
    useKnown((state) => state.isLost),
    useKnown((state) => state.world),
    useKnown((state) => state.webhooks),
    useKnown((state) => state.untoldAt),
  ];
  return linkOf({ isLost, world, webhooks, untoldAt });
}

/** In the top bar: that all is well, and the way to the console. */
export function Connection(): ReactNode {
  const words = useWords();
  const link = useLink();
  const callbackUrl = useKnown((state) => state.world?.connection.callbackUrl ?? null);
  return (
    <p className={styles.connection}>
      {link?.kind === 'connected' && (
        <>
          <i aria-hidden />
          <span>{fill(words.connected, { host: link.host })}</span>
        </>
      )}
      {callbackUrl !== null && (
        <a href={consoleOf(callbackUrl)} target="_blank" rel="noreferrer">
          {words.openConsole}
          <SquareArrowOutUpRight size={13} aria-hidden />
        </a>
      )}
    </p>
  );
}

/** By the name this page goes by: 127.0.0.1 and localhost have separate sessions. */
function consoleOf(callbackUrl: string): string {
  const { port, protocol } = new URL(callbackUrl);
  return `${protocol}//${location.hostname}${port && `:${port}`}`;
}

/** Across the page: what is wrong, since when, and what comes next. Nothing while all is well. */
export function Trouble(): ReactNode {
  const words = useWords();
  const { language } = usePreferences();
  const link = useLink();
  if (!link || link.kind === 'connected') return null;
  return (
    <p className={styles.trouble} role="status">
      <TriangleAlert size={16} aria-hidden />
      <span>
        {link.kind === 'failing' ? failureWords(link, words, language) : sentences(words)[link.kind]}
        {link.kind === 'failing' && <NextTry retryAt={link.retryAt} />}
      </span>
    </p>
  );
}

const sentences = ({ lost, notConnected, notSubscribed }: Words) => ({ lost, nobody: notConnected, unsubscribed: notSubscribed });

function failureWords({ host, status, since }: Extract<Link, { kind: 'failing' }>, words: Words, language: Language): string {
  const what = status === null ? fill(words.unreachable, { host }) : fill(words.refusing, { host, status });
  return `${what} · ${fill(words.since, { time: formatTime(since, language) })}`;
}

/** Counts down; not read aloud each second. */
function NextTry({ retryAt }: { retryAt: number | null }): ReactNode {
  const words = useWords();
  const { language } = usePreferences();
  const leftMs = (retryAt ?? 0) - useSandboxNow(1000);
  if (retryAt === null) return null;
  const next = leftMs < 1000 ? words.tryingNow : fill(words.nextTry, { wait: formatWait(leftMs, language) });
  return <span aria-hidden> · {next}</span>;
}
