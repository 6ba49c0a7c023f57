import { useQuery } from '@tanstack/react-query';
import { useMemo } from 'react';
import { casesQuery } from '../../api/queries.ts';
import { useMe } from '../../app/me.ts';

/** Mine and waiting are always kept: for their counters, for the title, and for "next waiting case". */
export function useWaitingLoaded(): void {
  const me = useMe();
  const seesOthers = useMemo(() => seesWaiting(me.channels.flatMap((channel) => channel.permissions)), [me]);
  useQuery(casesQuery('mine'));
  useQuery({ ...casesQuery('waiting'), enabled: seesOthers });
}

export const seesWaiting = (permissions: readonly string[]): boolean =>
  permissions.includes('cases.view-skills') || permissions.includes('cases.view-all');
