/** What to do about an error of Meta's, and the shape of a row that says so. */
export type ErrorClass = 'agent' | 'administrator' | 'wait' | 'other';
/** `soon`: the same request may be repeated by itself; `repaired`: after somebody put it right; `never`: not this message. */
export type Retry = 'soon' | 'repaired' | 'never';
export type Sentence = { ko: string; en: string };

export const steps = {
  reconnect: { en: 'Connect the channel again with a new token.', ko: '새 토큰으로 채널을 다시 연결하세요.' },
  permit: { en: 'Check the permissions of the token.', ko: '토큰의 권한을 확인하세요.' },
  policy: { en: 'Look into Business Support Home and appeal there.', ko: '비즈니스 지원 홈에서 확인하고 이의를 제기하세요.' },
  wait: { en: 'Wait a moment, then send it again.', ko: '잠시 뒤에 다시 보내세요.' },
  waitDay: { en: 'Try once more after 24 hours at the earliest.', ko: '24시간이 지난 뒤에 한 번만 다시 시도하세요.' },
  otherWay: { en: 'Reach the customer another way.', ko: '다른 방법으로 고객에게 연락하세요.' },
  template: {
    en: 'Send an approved template, or wait until the customer writes.',
    ko: '승인된 템플릿을 보내거나 고객이 다시 쓸 때까지 기다리세요.',
  },
  fixTemplate: { en: 'Correct the template or choose another one.', ko: '템플릿을 고치거나 다른 템플릿을 선택하세요.' },
  fixFile: { en: 'Send the file again in an accepted form and size.', ko: '지원하는 형식과 크기로 파일을 다시 보내세요.' },
  askFile: { en: 'Ask the customer to send it again, at most 100 MB.', ko: '100MB 이하로 다시 보내 달라고 고객에게 요청하세요.' },
  fixNumber: { en: 'Check the number in WhatsApp Manager.', ko: 'WhatsApp 관리자에서 번호를 확인하세요.' },
  pay: { en: 'Put the payment method in order at Meta, then send again.', ko: 'Meta에서 결제 수단을 정리한 뒤 다시 보내세요.' },
  unblock: { en: 'Unblock the customer first.', ko: '먼저 고객 차단을 해제하세요.' },
  verify: { en: 'Make sure who the customer is before writing again.', ko: '다시 쓰기 전에 고객의 신원을 확인하세요.' },
  phone: { en: 'Ask the customer for the phone number.', ko: '고객에게 전화번호를 요청하세요.' },
  respect: { en: 'Send this customer no more marketing.', ko: '이 고객에게 마케팅 메시지를 더 보내지 마세요.' },
  app: { en: 'Read it in the WhatsApp Business app.', ko: 'WhatsApp Business 앱에서 확인하세요.' },
  report: { en: 'Tell your administrator the error code.', ko: '관리자에게 오류 코드를 알려 주세요.' },
} as const satisfies Record<string, Sentence>;
export type StepName = keyof typeof steps;
export type ErrorRow = readonly [number, ErrorClass, Retry, StepName, string, string];

export const row = (code: number, kind: ErrorClass, retry: Retry, step: StepName, en: string, ko: string): ErrorRow => [
  code,
  kind,
  retry,
  step,
  en,
  ko,
];
