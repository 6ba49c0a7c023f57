/** 제안, 케이스 기록, 배정 이유의 말. */
import { withJosa } from '../../words/josa.ts';
import type * as english from './words.en.ts';

type Widened<T> = T extends string
  ? string
  : T extends (...given: infer Given) => string
    ? (...given: Given) => string
    : { [K in keyof T]: Widened<T[K]> };

const withNim = (name: string) => `${name} 님`;
const whoDid = (name: string | null) => (name === null ? '내가' : `${withNim(name)}이`);
const toWhom = (name: string | null) => (name === null ? '나에게' : `${withNim(name)}에게`);

export const offer: Widened<typeof english.offer> = {
  region: '제안',
  titles: { new: '새 케이스', reopened: '다시 열린 케이스', returned: '돌아온 케이스' },
  accept: '수락',
  reject: '거부',
  waits: (time) => `${time} 대기`,
  secondsLeft: (seconds) => `${seconds}초`,
  announce: (title, name, skill) => `${title}: ${withNim(name)}, ${skill}`,
  announceTen: '수락 시간이 10초 남았습니다',
  more: (count) => `+${count}`,
  moreLabel: (count) => `다른 제안 ${count}건`,
  showNext: '다음 제안 보기',
  show: (name) => `${withNim(name)} 케이스의 제안 보기`,
  timedOut: '응답 시간 초과 · 대기열로 돌아감',
  takenOver: (name) => (name === null ? '다른 상담원이 케이스를 가져갔습니다' : `${withNim(name)}이 케이스를 가져갔습니다`),
  finished: '그사이 케이스가 해결되었습니다',
  taken: '이미 다른 상담원에게 할당됨',
  dismiss: '닫기',
  titleBadge: '(!) 새 제안',
  notificationTitle: (title, name) => `${title}: ${withNim(name)}`,
  firstLineMissing: '텍스트 없음',
  acceptOf: (name) => `${withNim(name)}의 케이스 수락`,
  rejectOf: (name) => `${withNim(name)}의 케이스 거부`,
  nowTo: (name) => `${withNim(name)}에게 제안 중`,
  nowToMe: '나에게 제안 중',
  notice: {
    other: (name) => `지금 ${withNim(name)}에게 제안 중입니다. 답장하면 내가 케이스를 가져옵니다.`,
    mine: '지금 나에게 제안 중입니다. 답장하면 수락됩니다.',
    untouched: (name) => `지금 ${withNim(name)}에게 제안 중입니다. 답장해도 제안은 그대로입니다.`,
  },
};

export const lines: Widened<typeof english.lines> = {
  opened: '케이스가 열렸습니다',
  status: (status) => `상태가 ${withJosa(status, '으로/로')} 변경되었습니다`,
  statusBy: (by, status) => `${withNim(by)}이 상태를 ${withJosa(status, '으로/로')} 변경했습니다`,
  joined: '같은 고객의 다른 케이스로 메시지를 옮기고 닫았습니다',
  statusWritten: (status) => `고객이 메시지를 보내 상태가 ${withJosa(status, '으로/로')} 변경되었습니다`,
  reopenedWritten: '고객이 메시지를 보내 케이스가 다시 열렸습니다',
  reopenedReply: (by) => `${withNim(by)}이 답장하여 케이스를 다시 열었습니다`,
  reopenedBy: (by) => `${withNim(by)}이 케이스를 다시 열었습니다`,
  reopenedUndo: (by) => `${withNim(by)}이 해결을 취소했습니다`,
  queued: (skill) => `${skill} 대기열에 들어갔습니다`,
  queuedAgain: (skill) => `${skill} 대기열에 다시 들어갔습니다`,
  offered: (to) => `${withNim(to)}에게 제안되었습니다`,
  accepted: (by) => `${withNim(by)}이 수락했습니다`,
  taken: (by) => `${withNim(by)}이 케이스를 맡았습니다`,
  takenReply: (by) => `${withNim(by)}이 답장하여 케이스를 맡았습니다`,
  takenOver: (by, from) => `${withNim(by)}이 케이스를 가져갔습니다(${withNim(from)}에게 제안 중이었음)`,
  takenOverReply: (by, from) => `${withNim(by)}이 답장하여 케이스를 가져갔습니다(${withNim(from)}에게 제안 중이었음)`,
  assigned: (to) => `${withNim(to)}에게 할당되었습니다`,
  rejected: (by) => `${withNim(by)}이 거부했습니다`,
  timedOut: (by) => `${withNim(by)}이 제한 시간 안에 응답하지 않았습니다`,
  withdrawn: (by) => `${withNim(by)}에게 보낸 제안이 취소되었습니다`,
  unassigned: (from) => `${withNim(from)}이 담당에서 해제되었습니다`,
  unassignedBy: (by, from) => `${withNim(by)}이 ${withNim(from)}을 담당에서 해제하고 대기열로 돌려보냈습니다`,
  gaveBack: (by) => `${withNim(by)}이 대기열로 돌려보냈습니다`,
  folded: (count) => `이전 기록 ${count}건`,
  somebody: '누군가',
};

export const why: Widened<typeof english.why> = {
  title: '왜 여기로 왔나요?',
  failed: '결정 기록을 불러오지 못했습니다.',
  none: '아직 라우팅 결정이 없습니다. 스크립트나 상담원이 케이스를 처리하고 있습니다.',
  hide: '최근 결정만 보기',
  earlierTitle: (count) => `이전 결정 ${count}건`,
  taken: {
    reply: (name) => `${whoDid(name)} 답장하여 케이스를 맡았습니다.`,
    'by-hand': (name) => `${whoDid(name)} 대기열에서 직접 케이스를 맡았습니다.`,
    undo: (name) => `해결되기 전에 ${whoDid(name)} 맡고 있었고, 해결이 취소되었습니다.`,
  },
  takenFrom: (name) => `그 시점에 ${toWhom(name)} 제안 중이었으며, 그 제안은 종료되었습니다.`,
  before: '그 전의 라우팅 결정:',
  chosen: (name, skill) => `${skill} 스킬에서 ${withNim(name)}을 선택했습니다.`,
  chosenMe: (skill) => `${skill} 스킬에서 나를 선택했습니다.`,
  nobody: (skill) => `그 시점에 ${skill} 스킬에서 맡을 수 있는 상담원이 없어 대기했습니다.`,
  outcomes: {
    offered: '지금 제안 중입니다.',
    accepted: '제안이 수락되었습니다.',
    rejected: '제안이 거부되었습니다.',
    'timed-out': '제한 시간 안에 제안에 응답하지 않았습니다.',
    withdrawn: '제안이 취소되었습니다.',
    'taken-over': '제안에 응답하기 전에 케이스가 넘어갔습니다.',
    assigned: '이 스킬의 설정에 따라 제안 없이 바로 할당되었습니다.',
  },
  settled: {
    only: '맡을 수 있는 다른 상담원이 없었습니다.',
    proficiency: (value) => `숙련도 ${value}: 맡을 수 있던 상담원 중 가장 높습니다(1이 최고).`,
    load: (load, capacity) => `숙련도가 같고 맡은 케이스가 가장 적습니다(${load}/${capacity}).`,
    idle: (time) => `숙련도와 맡은 케이스 수가 같고 유휴 시간이 가장 깁니다(${time}).`,
    order: '모든 조건이 같아 정해진 순서에 따랐습니다.',
  },
  me: {
    candidate: (rank) => `나는 ${rank}번째 차례였습니다.`,
    reasons: {
      'not-available': '내 상태가 ‘응대 가능’이 아니어서 제외되었습니다.',
      'not-connected': '내 연결이 끊겨 있어서 제외되었습니다.',
      'lacks-skill': '나에게 이 스킬이 없어서 제외되었습니다.',
      'lacks-permission': '내 역할에 이 채널의 회신 권한이 없어서 제외되었습니다.',
      'no-free-slot': '나에게 빈 자리가 없어서 제외되었습니다.',
      'refused-recently': '조금 전에 거부했거나 응답하지 않아서 제외되었습니다.',
    },
  },
  could: (count, isCut) => (count === 0 ? '맡을 수 있던 상담원 없음' : `맡을 수 있던 상담원 ${count}명${isCut ? ' 이상' : ''}`),
  couldNot: (count) => `제외 ${count}명`,
  table: { agent: '상담원', proficiency: '숙련도', load: '맡은 케이스', idle: '유휴 시간' },
  excludedTitle: '제외된 상담원',
  excluded: {
    'not-available': (count) => `응대 가능 상태가 아님 ${count}명`,
    'not-connected': (count) => `연결되지 않음 ${count}명`,
    'lacks-skill': (count) => `스킬 없음 ${count}명`,
    'lacks-permission': (count) => `채널 회신 권한 없음 ${count}명`,
    'no-free-slot': (count) => `빈 자리 없음 ${count}명`,
    'refused-recently': (count) => `최근 60초 안에 거부했거나 응답하지 않음 ${count}명`,
  },
};

export const gone: Widened<typeof english.gone> = {
  title: '더 이상 볼 수 없는 케이스입니다',
  what: '해결되었거나, 다른 상담원이 맡았거나, 내가 볼 수 없는 스킬이나 채널로 옮겨졌습니다. 위에는 마지막으로 본 내용이 남아 있습니다.',
};

export const resume: Widened<typeof english.resume> = {
  button: '전송 재개…',
  title: (channel) => `${channel} 채널의 전송을 재개할까요?`,
  reason: (reason) => `중지 사유: ${reason}`,
  note: '대기 중인 메시지가 바로 전송됩니다. WhatsApp이 거부한 원인(토큰, 결제, 권한)을 해결한 뒤에 재개하세요. 해결되지 않았으면 채널이 다시 중지됩니다.',
  sure: '전송 재개',
  done: (channel) => `${channel} 채널에서 다시 보낼 수 있습니다`,
  who: (roles) => `전송을 재개할 수 있는 역할: ${roles}.`,
};
