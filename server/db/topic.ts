/** What can be woken by a committed change. A hint only: every worker also polls. */
export type Topic = 'inbound' | 'routing' | 'outbox' | 'timers' | 'media' | 'feed' | 'clock' | 'access';
