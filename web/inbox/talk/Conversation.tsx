import type { ReactNode } from 'react';

/** The middle pane: header, messages and composer of one case. */
export function Conversation({ caseId }: { caseId: string }): ReactNode {
  return <section aria-label={caseId} />;
}
