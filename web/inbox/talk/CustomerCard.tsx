import type { ReactNode } from 'react';

/** The right pane: who the customer is, the case's facts, why it came to this agent, earlier cases. */
export function CustomerCard({ caseId }: { caseId: string }): ReactNode {
  return <section aria-label={caseId} />;
}
