import type { leaving as english } from './words.en.ts';

export const leaving: typeof english = {
  title: '로그아웃할까요?',
  goingBack: (count) => `고객이 답을 기다리는 케이스 ${count}건은 대기열로 돌아가 다른 상담원에게 갑니다.`,
  staying: (count) =>
    `케이스 ${count}건은 돌아올 때까지 내 케이스로 남습니다. 그동안 고객이 메시지를 보내면 내가 돌아올 때까지 기다립니다.`,
  elsewhere: (count) => `다른 곳에도 로그인되어 있습니다. 그 브라우저가 열려 있는 동안 케이스 ${count}건은 그대로 내 케이스입니다.`,
  drafts: (count) => `이 컴퓨터에 있는 보내지 않은 초안 ${count}건이 삭제됩니다.`,
  sends: (count) => `아직 보내지 못한 메시지 ${count}개가 전송되지 않은 채 삭제됩니다.`,
  stay: '로그인 유지',
};
