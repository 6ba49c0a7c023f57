/**
 * Everything that fails on purpose, in one table. A fault is chosen by the customer's number or by the first word of the text a
 * business sends, so that a person can click what a test does.
 */
export type FaultWhen = 'at-once' | 'later';
export type Fault = { code: number; when: FaultWhen; suffix: string | null; title: string; details: string; ko: string; en: string };

const fault = (
  code: number,
  suffix: string | null,
  [title, details]: [string, string],
  [ko, en]: [string, string],
  when: FaultWhen = 'later',
) => ({
  code,
  when,
  suffix,
  title,
  details,
  ko,
  en,
});

/** `suffix`: a customer whose number ends so always fails this way. As text: a message that begins with `!131026`. */
export const faults: readonly Fault[] = [
  fault(131026, '0901', ['Message undeliverable', 'Message Undeliverable.'], ['WhatsApp 사용자가 아님', 'Not on WhatsApp']),
  fault(
    131050,
    '0902',
    [
      'User has stopped marketing messages',
      'Unable to deliver the message. This recipient has chosen to stop receiving marketing messages.',
    ],
    ['마케팅 수신 거부', 'Stopped marketing'],
  ),
  fault(
    131049,
    '0903',
    [
      'This message was not delivered to maintain healthy ecosystem engagement.',
      'In order to maintain a healthy ecosystem engagement, the message failed to be delivered.',
    ],
    ['Meta가 전달하지 않음', 'Meta chose not to deliver'],
  ),
  fault(
    130472,
    '0904',
    ["User's number is part of an experiment", "Failed to send message because this user's phone number is part of an experiment"],
    ['실험 대상 번호', 'Part of an experiment'],
  ),
  fault(
    137000,
    '0905',
    ['Recipient identity key hash mismatch', 'Message failed to send because the recipient identity key hash does not match.'],
    ['신원 정보 변경', 'Identity changed'],
  ),
  fault(
    131056,
    '0906',
    [
      '(Business Account, Consumer Account) pair rate limit hit',
      'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.',
    ],
    ['한 고객에게 너무 많이 보냄', 'Pair limit'],
    'at-once',
  ),
  fault(
    131042,
    '0907',
    ['Business eligibility payment issue', 'Message failed to send because there were one or more errors related to your payment method.'],
    ['결제 수단 문제', 'Payment problem'],
  ),
  fault(130403, '0908', ['User is blocked', 'The business has blocked this user.'], ['회사에서 차단한 고객', 'Blocked by the business']),
  fault(
    131047,
    null,
    [
      'Re-engagement message',
      'Message failed to send because more than 24 hours have passed since the customer last replied to this number.',
    ],
    ['24시간 창이 닫힘', '24-hour window closed'],
  ),
  fault(
    131053,
    null,
    ['Media upload error', 'The file behind the link could not be fetched.'],
    ['미디어를 가져올 수 없음', 'Media cannot be fetched'],
  ),
  fault(
    131000,
    null,
    ['Something went wrong', 'Message failed to send due to an unknown error.'],
    ['알 수 없는 오류', 'Something went wrong'],
  ),
  fault(
    130429,
    null,
    ['Rate limit hit', 'Cloud API message throughput has been reached.'],
    ['전송 속도 초과', 'Throughput reached'],
    'at-once',
  ),
];

export const faultByCode = (code: number): Fault | null => faults.find((row) => row.code === code) ?? null;
export const faultByNumber = (number: string): Fault | null =>
  faults.find(({ suffix }) => suffix !== null && number.endsWith(suffix)) ?? null;

export function faultByText(text: string): Fault | null {
  const code = /^!(\d{6})\b/.exec(text)?.[1];
  return code ? faultByCode(Number(code)) : null;
}

const errorPage = 'https://developers.facebook.com/documentation/business-messaging/whatsapp/support/error-codes';
/** The error object of a failed status. */
export const statusError = ({ code, title, details }: Fault): Record<string, unknown> => ({
  code,
  title,
  message: title,
  error_data: { details },
  href: errorPage,
});
