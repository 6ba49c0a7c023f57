/** The roles a new organisation begins with. What each may do on a channel is copied to every channel that is added. */
import type { Language } from '#contract/basics.ts';
import { allChannelPermissions, allRolePermissions, type ChannelPermission, type RolePermission } from '#contract/permissions.ts';

type DefaultRole = {
  name: Record<Language, string>;
  permissions: readonly RolePermission[];
  onChannel: readonly ChannelPermission[];
};

const agentOnChannel: readonly ChannelPermission[] = [
  'cases.view-own',
  'cases.view-skills',
  'cases.assign-self',
  'cases.unassign',
  'cases.status',
  'messages.reply',
  'messages.attach',
  'customers.view-number',
  'decisions.view',
];

export const defaultRoles = {
  administrator: {
    name: { ko: '관리자', en: 'Administrator' },
    permissions: allRolePermissions,
    onChannel: allChannelPermissions,
  },
  supervisor: {
    name: { ko: '감독자', en: 'Supervisor' },
    permissions: ['people.view', 'channels.view', 'skills.view', 'roles.view', 'inbound.view', 'agent.work'],
    onChannel: [...agentOnChannel, 'cases.view-all', 'cases.close'],
  },
  agent: { name: { ko: '상담원', en: 'Agent' }, permissions: ['agent.work'], onChannel: agentOnChannel },
  reader: { name: { ko: '읽기 전용', en: 'Read-only' }, permissions: [], onChannel: ['cases.view-own', 'cases.view-all'] },
} satisfies Record<string, DefaultRole>;
