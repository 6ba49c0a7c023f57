/**
 * Every permission, one line each, with its sentence in both languages ("… may <sentence>").
 * Role permissions open administration pages; channel permissions are ticked per role and channel.
 */
type Sentence = { ko: string; en: string };

export const rolePermissions = {
  'people.view': { ko: '사용자 보기', en: 'view people' },
  'people.edit': { ko: '사용자 편집', en: 'edit people' },
  'channels.view': { ko: '채널 보기', en: 'view channels' },
  'channels.edit': { ko: '채널 편집', en: 'edit channels' },
  'skills.view': { ko: '스킬 보기', en: 'view skills' },
  'skills.edit': { ko: '스킬 편집', en: 'edit skills' },
  'roles.view': { ko: '역할 보기', en: 'view roles' },
  'roles.edit': { ko: '역할 편집', en: 'edit roles' },
  'inbound.view': { ko: '처리하지 못한 수신 항목 보기', en: 'view inbound items that could not be processed' },
  'inbound.replay': { ko: '처리하지 못한 수신 항목 다시 처리', en: 'replay inbound items that could not be processed' },
  'agent.work': { ko: '상담 업무', en: 'work as an agent' },
} as const satisfies Record<string, Sentence>;

export const channelPermissions = {
  'cases.view-own': { ko: '내 케이스 보기', en: 'view own cases' },
  'cases.view-skills': { ko: '내 스킬의 케이스 보기', en: 'view cases of own skills' },
  'cases.view-all': { ko: '모든 케이스 보기', en: 'view all cases' },
  'cases.assign-self': { ko: '케이스를 나에게 할당', en: 'assign cases to oneself' },
  'cases.unassign': { ko: '케이스 할당 해제', en: 'unassign cases' },
  'cases.status': { ko: '케이스 상태 변경', en: 'change the status of cases' },
  'cases.close': { ko: '케이스 닫기', en: 'close cases' },
  'messages.reply': { ko: '회신', en: 'reply' },
  'messages.attach': { ko: '파일 첨부', en: 'attach files' },
  'customers.view-number': { ko: '고객 전화번호 보기', en: 'see customers’ numbers' },
  'decisions.view': { ko: '라우팅 결정 기록 보기', en: 'see why a case was routed' },
  'messages.view-raw': { ko: '원본 데이터 보기', en: 'see raw message data' },
} as const satisfies Record<string, Sentence>;

export type RolePermission = keyof typeof rolePermissions;
export type ChannelPermission = keyof typeof channelPermissions;
export type Permission = RolePermission | ChannelPermission;

export const permissionSentences: Record<Permission, Sentence> = { ...rolePermissions, ...channelPermissions };
export const allRolePermissions = Object.keys(rolePermissions) as RolePermission[];
export const allChannelPermissions = Object.keys(channelPermissions) as ChannelPermission[];
export const isChannelPermission = (name: Permission): name is ChannelPermission => name in channelPermissions;
