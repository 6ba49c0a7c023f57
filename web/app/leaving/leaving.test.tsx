// @vitest-environment happy-dom
import { act } from 'react';
import { describe, expect, test } from 'vitest';
import { click, draw } from '../../testing.tsx';
import { Question } from './LeaveDialog.tsx';
import { type Stakes, stakesInWords } from './question.ts';
import { leaving as en } from './words.en.ts';
import { leaving as ko } from './words.ko.ts';

const none: Stakes = { goingBack: 0, staying: 0, isElsewhere: false, drafts: 0, sends: 0 };

describe('the question before signing out', () => {
  test('is not asked when nothing hangs on it', () => {
    expect(stakesInWords(none, en)).toEqual([]);
    expect(stakesInWords({ ...none, isElsewhere: true }, ko)).toEqual([]);
  });

  test('says how many cases go and how many stay, and what is lost, in both languages', () => {
    const stakes = { ...none, goingBack: 2, staying: 1, drafts: 1, sends: 3 };
    expect(stakesInWords(stakes, en)).toEqual([
      '2 cases whose customers are waiting go back to the queue, for somebody else to answer.',
      '1 case stays yours until you return. Customers who write there meanwhile wait for you.',
      '1 unsent draft on this computer will be deleted.',
      '3 messages have not been sent yet and will be deleted unsent.',
    ]);
    expect(stakesInWords(stakes, ko).map((sentence) => /\d[건개]/.exec(sentence)?.[0])).toEqual(['2건', '1건', '1건', '3개']);
  });

  test('says that nothing moves while the same person is signed in elsewhere', () => {
    expect(stakesInWords({ ...none, goingBack: 2, staying: 1, isElsewhere: true }, en)).toEqual([
      'You are also signed in elsewhere: as long as that browser is open, 3 cases stay yours.',
    ]);
  });

  test('is an alert that names itself and its stakes, and leaves only by its button', async () => {
    // Drawn with the first dialog of a page; a test need not wait for it twice.
    await import('../../ui/DialogBox.tsx');
    let left = 0;
    await draw(<Question stakes={{ ...none, goingBack: 1, drafts: 1 }} leaveNow={() => (left += 1)} />);
    await act(async () => undefined);
    const dialog = document.querySelector<HTMLElement>('[role=alertdialog]') ?? expect.fail('There is no dialog.');
    const named = (attribute: string) => document.getElementById(dialog.getAttribute(attribute) ?? '')?.textContent;
    expect(named('aria-labelledby')).toBe(en.title);
    expect(named('aria-describedby')).toContain('1 case whose customer is waiting goes back to the queue');
    const button = (label: string) => [...dialog.querySelectorAll('button')].find((each) => each.textContent === label);
    const [stay, leave] = [button(en.stay), button('Sign out')];
    if (stay) await click(stay);
    expect(left).toBe(0);
    if (leave) await click(leave);
    expect(left).toBe(1);
  });
});
