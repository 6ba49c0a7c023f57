/** The clock of the service window: exact, by the server's time; amber in the last hour, announced once in the last five minutes. */
import { Clock, Hourglass } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { windowGuardMs } from '#engine/message/window.ts';
import { useNow, useSince } from '../../api/clock.ts';
import { Chip } from '../../ui/Chip.tsx';
import { clock, countdown, duration, shortDate } from '../../words/format.ts';
import { useLanguage, useWords } from '../../words/words.tsx';
import { readWindow, splitLeft } from './window-clock.ts';

export function WindowChip({ closesAt }: { closesAt: string | null }): ReactNode {
  const { talk } = useWords();
  const language = useLanguage();
  const now = useNow();
  const window = readWindow(closesAt, now);
  const [wasEarlier, setWasEarlier] = useState(false);
  const isLast = window.phase === 'last-minutes';
  if (!wasEarlier && (window.phase === 'open' || window.phase === 'closing')) setWasEarlier(true);
  const { hours, minutes } = splitLeft(window.leftMs);
  // Closed, the field itself says so and why.
  if (window.phase === 'shut' || window.phase === 'never' || !closesAt) return null;
  const words = window.phase === 'open' ? talk.window.left(hours, minutes) : talk.window.leftSeconds(countdown(window.leftMs));
  const instant = (at: number) => `${shortDate({ language }, at, now)} ${clock({ language }, at)}`;
  const closesMs = Date.parse(closesAt);
  return (
    <>
      <Chip
        tone={isLast ? 'danger' : window.phase === 'closing' ? 'warn' : 'plain'}
        icon={Clock}
        label={`${talk.window.label} ${words}`}
        title={talk.window.closesAt(instant(closesMs), instant(closesMs + windowGuardMs))}
      />
      <span className="heard-only" aria-live="polite">
        {isLast && wasEarlier ? talk.composer.announceFive : ''}
      </span>
    </>
  );
}

export function WaitsChip({ since }: { since: string | null }): ReactNode {
  const { talk } = useWords();
  const language = useLanguage();
  const waitedMs = useSince(since);
  // A chip that comes and goes with each quick answer would only unrest.
  if (waitedMs < 10_000) return null;
  return (
    <Chip
      icon={Hourglass}
      tone={waitedMs >= 5 * 60_000 ? 'warn' : 'plain'}
      label={talk.waits(duration({ language }, waitedMs))}
      title={talk.waitsHint}
    />
  );
}
