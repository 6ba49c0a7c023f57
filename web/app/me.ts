import { useSuspenseQuery } from '@tanstack/react-query';
import type { Me } from '#contract/people.ts';
import type { ChannelPermission, RolePermission } from '#contract/permissions.ts';
import { meQuery } from '../api/queries.ts';

/** Who is signed in; only inside signed-in pages. */
export function useMe(): Me {
  const { data } = useSuspenseQuery(meQuery);
  if (!data) throw new Error('Nobody is signed in.');
  return data;
}

export const mayInRole = (me: Me, permission: RolePermission): boolean => me.permissions.includes(permission);

export const mayOnChannel = (me: Me, channelId: string, permission: ChannelPermission): boolean =>
  me.channels.find((channel) => channel.id === channelId)?.permissions.includes(permission) ?? false;
