import type { ReactNode } from 'react';
import { Skeleton } from '../../ui/Skeleton.tsx';
import styles from './Conversation.module.css';

const bubbles = [220, 340, 180, 300, 260] as const;

/** Shapes of the true sizes, so that nothing moves when the conversation comes. */
export function ConversationSkeleton({ part }: { part: 'header' | 'feed' | 'composer' }): ReactNode {
  if (part === 'header') {
    return (
      <div className={styles.waitingHeader}>
        <Skeleton width={36} height={36} isRound />
        <Skeleton width={180} height={16} />
      </div>
    );
  }
  if (part === 'composer') {
    return (
      <div className={styles.waitingComposer}>
        <Skeleton height={88} />
      </div>
    );
  }
  return (
    <div className={styles.waitingFeed}>
      {bubbles.map((width, place) => (
        <span key={width} data-side={place % 2 === 0 ? 'in' : 'out'}>
          <Skeleton width={width} height={36} />
        </span>
      ))}
    </div>
  );
}
