import type { ReactNode } from 'react';
import styles from './Ticks.module.css';

export type TickStatus = 'received' | 'queued' | 'unknown' | 'sent' | 'failed' | 'delivered' | 'read' | 'played';
export type PhoneLanguage = 'ko' | 'en';

const words: Record<TickStatus, { ko: string; en: string }> = {
  received: { ko: '받음', en: 'Received' },
  queued: { ko: '보내는 중', en: 'Sending' },
  unknown: { ko: '확인 중', en: 'Checking' },
  sent: { ko: '보냄', en: 'Sent' },
  failed: { ko: '전송 실패', en: 'Not sent' },
  delivered: { ko: '전달됨', en: 'Delivered' },
  read: { ko: '읽음', en: 'Read' },
  played: { ko: '재생됨', en: 'Played' },
};
export const tickWord = (status: TickStatus, language: PhoneLanguage): string => words[status][language];

const one = 'M1 6.6 3.9 9.5 10 2.6';
const two = 'M7.3 8.4 8.3 9.5 14.6 2.6';

/** The state of a message by shape, colour and word. Inbound messages have none. */
export function Ticks({
  status,
  language = 'ko',
  word: given,
}: {
  status: TickStatus;
  language?: PhoneLanguage;
  word?: string | undefined;
}): ReactNode {
  if (status === 'received') return null;
  const word = given ?? tickWord(status, language);
  return (
    <svg className={styles.ticks} data-status={status} viewBox="0 0 16 12" role="img" aria-label={word}>
      <title>{word}</title>
      {status === 'queued' && <path d="M8 1.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6M8 3.4V6l1.8 1.2" />}
      {status === 'unknown' && <path d="M8 1.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6" strokeDasharray="2 2" />}
      {status === 'failed' && <path d="M8 1.2a4.8 4.8 0 1 0 0 9.6 4.8 4.8 0 0 0 0-9.6M8 3.4v3.2M8 8.4v.2" />}
      {status === 'sent' && <path d={one} />}
      {(status === 'delivered' || status === 'read' || status === 'played') && (
        <>
          <path d={one} />
          <path d={two} />
        </>
      )}
    </svg>
  );
}
