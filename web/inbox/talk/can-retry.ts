import type { Message } from '#contract/messages.ts';
import type { Pending } from './pending.ts';

/** Failed, and neither on its way nor perhaps taken: `unknown` is never sent again by itself or by one key. */
export const canRetry = (message: Message, pending: Pending | null): boolean =>
  pending
    ? pending.state.kind === 'failed' || pending.state.kind === 'asking' || pending.state.kind === 'resting'
    : message.direction === 'out' && message.status === 'failed';
