import { describe, expect, test } from 'vitest';
import type { CaseDetail } from '#contract/cases.ts';
import { caseRow, meId, offer, otherId } from '../../api/testdata.ts';
import { onOfferSentence, onOfferWords, overSentence } from './offer-words.ts';
import { offer as en } from './words.en.ts';
import { offer as ko } from './words.ko.ts';

describe('before a reply', () => {
  const me = { id: meId, isAgent: true };
  const detail = (to: string | null, allowed: CaseDetail['allowed'] = { reply: null }): CaseDetail => ({
    ...{ lines: [], allowed },
    case: caseRow(1, { place: 'offered', assignedTo: null, offeredTo: to === null ? null : { id: to, name: 'Kim' } }),
  });

  test('an offer to somebody else is named, and that replying takes it over', () => {
    expect(onOfferSentence(detail(otherId), me, en)).toBe('This case is on offer to Kim right now. Replying takes it over.');
    expect(onOfferWords(detail(otherId).case, meId, en)).toBe('on offer to Kim');
    expect(onOfferWords(detail(meId).case, meId, ko)).toBe('나에게 제안 중');
    expect(onOfferSentence(detail(otherId), me, ko)).toBe('지금 Kim 님에게 제안 중입니다. 답장하면 내가 케이스를 가져옵니다.');
  });

  test('my own offer is accepted by it; who is no agent leaves it as it is', () => {
    expect(onOfferSentence(detail(meId), me, en)).toContain('Replying accepts it');
    expect(onOfferSentence(detail(otherId), { ...me, isAgent: false }, en)).toContain('leaves the offer as it is');
  });

  test('nothing is said when nobody is asked, or nothing can be sent', () => {
    expect(onOfferSentence(detail(null), me, en)).toBeNull();
    expect(onOfferSentence(detail(otherId, { reply: { code: 'window-shut', ko: '', en: '' } }), me, en)).toBeNull();
  });
});

describe('an offer that is over', () => {
  const said = (outcome: string, by: string | null = null, status: 'open' | 'resolved' = 'open') =>
    overSentence({ offer: offer(1, { case: caseRow(1, { status }) }), outcome, by }, { offer: en });

  test('leaves a sentence that says why', () => {
    expect(said('timed-out')).toBe('Time ran out · back in the queue');
    expect(said('taken-over', 'Emma')).toBe('Emma took the case over');
    expect(said('taken-over')).toBe('Someone else took the case over');
    expect(said('withdrawn', null, 'resolved')).toBe('The case was resolved in the meantime');
  });

  test('says nothing to who has just left', () => {
    expect(said('withdrawn')).toBeNull();
  });
});
