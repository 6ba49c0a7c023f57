/**
 * Every reason to say no. A refusal is expected and repairable: the code is stable for programs, the
 * sentence is for people, `repair` says who can put it right. `{name}` parts are filled from the refusal's details.
 */
export type Repairer = 'you' | 'administrator' | 'customer' | 'wait' | 'nobody';
type RefusalKind = { status: 400 | 401 | 403 | 404 | 409 | 413 | 415 | 422 | 429 | 503; repair: Repairer; ko: string; en: string };

export const refusals = {
  'signed-out': { status: 401, repair: 'you', ko: '로그인이 필요합니다.', en: 'Sign in first.' },
  'person-changed': {
    status: 401,
    repair: 'you',
    ko: '이 브라우저에 이제 다른 사람이 로그인되어 있습니다.',
    en: 'Somebody else is signed in on this browser now.',
  },
  'wrong-credentials': {
    status: 401,
    repair: 'you',
    ko: '이메일 또는 비밀번호가 맞지 않습니다.',
    en: 'The e-mail address or the password is wrong.',
  },
  'sign-in-paused': {
    status: 429,
    repair: 'wait',
    ko: '로그인 시도가 너무 많았습니다. {waitSeconds}초 뒤에 다시 시도하세요.',
    en: 'Too many attempts to sign in. Try again in {waitSeconds} seconds.',
  },
  'not-permitted': {
    status: 403,
    repair: 'administrator',
    ko: '‘{permission}’ 권한이 ‘{role}’ 역할에 없습니다. 부여할 수 있는 사람: {grantedBy}.',
    en: 'The role “{role}” lacks the permission “{permission}”. It can be granted by: {grantedBy}.',
  },
  'foreign-origin': {
    status: 403,
    repair: 'nobody',
    ko: '다른 사이트에서 온 요청은 받지 않습니다.',
    en: 'Requests from another site are not accepted.',
  },
  'not-found': { status: 404, repair: 'nobody', ko: '찾을 수 없습니다.', en: 'Not found.' },
  'invalid-input': { status: 400, repair: 'you', ko: '입력이 올바르지 않습니다: {problems}', en: 'The input is not valid: {problems}' },
  'too-large': { status: 413, repair: 'you', ko: '너무 큽니다. 한도는 {limit}입니다.', en: 'Too large. The limit is {limit}.' },
  'unsupported-type': {
    status: 415,
    repair: 'you',
    ko: '보낼 수 없는 형식입니다: {type}. 가능한 형식: {accepted}.',
    en: 'This type cannot be sent: {type}. Accepted: {accepted}.',
  },
  'too-many-requests': {
    status: 429,
    repair: 'wait',
    ko: '요청이 너무 많습니다. {waitSeconds}초 뒤에 다시 시도하세요.',
    en: 'Too many requests. Try again in {waitSeconds} seconds.',
  },
  'key-required': { status: 400, repair: 'you', ko: 'Idempotency-Key 헤더가 필요합니다.', en: 'An Idempotency-Key header is required.' },
  'key-reused': {
    status: 422,
    repair: 'you',
    ko: '같은 Idempotency-Key가 다른 내용에 쓰였습니다.',
    en: 'The same Idempotency-Key was used for something else.',
  },
  'case-closed': {
    status: 409,
    repair: 'you',
    ko: '닫힌 케이스입니다. 고객이 다시 쓰면 새 케이스가 시작됩니다.',
    en: 'The case is closed. A new message from the customer starts a new case.',
  },
  'status-not-reachable': {
    status: 409,
    repair: 'you',
    ko: '‘{from}’에서 ‘{to}’ 상태로 바꿀 수 없습니다.',
    en: 'A case cannot go from “{from}” to “{to}”.',
  },
  'too-late-to-undo': {
    status: 409,
    repair: 'nobody',
    ko: '이제 되돌릴 수 없습니다. 그사이 케이스가 바뀌었거나 1분이 지났습니다.',
    en: 'This cannot be undone any more: the case has changed meanwhile, or a minute has passed.',
  },
  'window-shut': {
    status: 409,
    repair: 'customer',
    ko: '24시간 창이 닫혔습니다. 고객이 다시 쓰면 열립니다.',
    en: 'The 24-hour window is closed. It opens when the customer writes again.',
  },
  'text-too-long': {
    status: 422,
    repair: 'you',
    ko: '{limit}자까지 보낼 수 있습니다(현재 {length}자).',
    en: 'At most {limit} characters can be sent (now {length}).',
  },
  'nothing-to-send': { status: 422, repair: 'you', ko: '보낼 내용이 없습니다.', en: 'There is nothing to send.' },
  'channel-paused': {
    status: 409,
    repair: 'administrator',
    ko: '채널이 일시 중지되었습니다: {reason}',
    en: 'The channel is paused: {reason}',
  },
  'customer-unreachable': {
    status: 409,
    repair: 'customer',
    ko: '이 고객에게 보낼 수 있는 WhatsApp 주소가 없습니다.',
    en: 'There is no WhatsApp address for this customer.',
  },
  'already-assigned': { status: 409, repair: 'nobody', ko: '이미 {name} 님에게 할당되었습니다.', en: 'Already assigned to {name}.' },
  'offer-over': { status: 409, repair: 'nobody', ko: '이 제안은 끝났습니다.', en: 'This offer is over.' },
  'not-assigned-to-you': { status: 409, repair: 'you', ko: '나에게 할당된 케이스가 아닙니다.', en: 'The case is not assigned to you.' },
  'no-free-slot': { status: 409, repair: 'you', ko: '빈 자리가 없습니다({load}/{capacity}).', en: 'No free slot ({load}/{capacity}).' },
  'not-an-agent': { status: 409, repair: 'administrator', ko: '상담원이 아닙니다.', en: 'You are not an agent.' },
  'media-not-ready': { status: 409, repair: 'wait', ko: '파일이 아직 준비되지 않았습니다.', en: 'The file is not ready yet.' },
  'retry-not-possible': {
    status: 409,
    repair: 'you',
    ko: '실패한 메시지만 다시 보낼 수 있습니다.',
    en: 'Only a failed message can be sent again.',
  },
  'setup-link-used': {
    status: 409,
    repair: 'nobody',
    ko: '이 설정 링크는 이미 사용되었거나 만료되었습니다.',
    en: 'This set-up link was already used or has expired.',
  },
  'password-weak': {
    status: 422,
    repair: 'you',
    ko: '비밀번호는 {minimum}자 이상이어야 합니다.',
    en: 'The password needs at least {minimum} characters.',
  },
  'sandbox-only': { status: 404, repair: 'nobody', ko: '샌드박스에서만 쓸 수 있습니다.', en: 'Only available in sandbox mode.' },
  overloaded: {
    status: 503,
    repair: 'wait',
    ko: '지금은 처리할 수 없습니다. 잠시 뒤에 다시 시도하세요.',
    en: 'Overloaded. Try again shortly.',
  },
} as const satisfies Record<string, RefusalKind>;

export type RefusalCode = keyof typeof refusals;
export type RefusalDetails = Record<string, string | number>;
/** A refusal as a value: engine functions return it, the server throws it as `Refusal` and answers `problem+json`. */
export type RefusalValue = { refusal: RefusalCode; details: RefusalDetails };

export const refuse = (refusal: RefusalCode, details: RefusalDetails = {}): RefusalValue => ({ refusal, details });
export const isRefusal = (value: unknown): value is RefusalValue => typeof value === 'object' && value !== null && 'refusal' in value;

/** The sentence of a refusal with its details filled in. */
export function refusalSentence(code: RefusalCode, details: RefusalDetails, language: 'ko' | 'en'): string {
  return refusals[code][language].replace(/\{(\w+)\}/g, (_, name: string) => String(details[name] ?? '–'));
}
