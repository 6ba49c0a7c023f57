import { getRouteApi } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Conversation } from './talk/Conversation.tsx';
import { CustomerCard } from './talk/CustomerCard.tsx';

const route = getRouteApi('/signed-in/inbox/{-$caseId}');

export function InboxPage(): ReactNode {
  const { caseId } = route.useParams();
  return caseId ? (
    <>
      <Conversation caseId={caseId} />
      <CustomerCard caseId={caseId} />
    </>
  ) : null;
}
