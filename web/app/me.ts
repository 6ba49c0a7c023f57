import { useSuspenseQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Me } from '#contract/people.ts';
import type { ChannelPermission, RolePermission } from '#contract/permissions.ts';
import { meQuery } from '../api/queries.ts';

/** Who is signed in; only inside signed-in pages. While leaving, the page keeps who it was drawn for until it is gone. */
export function useMe(): Me {
  const { data } = useSuspenseQuery(meQuery);
  const [known, setKnown] = useState(data);
  if (data && data !== known) setKnown(data);
  const me = data ?? known;
  if (!me) throw new Error('Nobody is signed in.');
  return me;
}

export const mayInRole = (me: Me, permission: RolePermission): boolean => me.permissions.includes(permission);

export const mayOnChannel = (me: Me, channelId: string, permission: ChannelPermission): boolean =>
  me.channels.find((channel) => channel.id === channelId)?.permissions.includes(permission) ?? false;
