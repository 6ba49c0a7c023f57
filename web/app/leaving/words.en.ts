/** The question before signing out. */
import { plural } from '../../words/plural.ts';

export const leaving = {
  title: 'Sign out?',
  goingBack: (count: number) =>
    `${plural(count, 'case whose customer is waiting goes', 'cases whose customers are waiting go')} back to the queue, for somebody else to answer.`,
  staying: (count: number) =>
    `${plural(count, 'case stays', 'cases stay')} yours until you return. Customers who write there meanwhile wait for you.`,
  elsewhere: (count: number) =>
    `You are also signed in elsewhere: as long as that browser is open, ${plural(count, 'case stays', 'cases stay')} yours.`,
  drafts: (count: number) => `${plural(count, 'unsent draft', 'unsent drafts')} on this computer will be deleted.`,
  sends: (count: number) => `${plural(count, 'message has', 'messages have')} not been sent yet and will be deleted unsent.`,
  stay: 'Stay signed in',
};
