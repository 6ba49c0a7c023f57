/** A customer's number for people: `+82 10-1234-5678`, or `+82 10-••••-5678` for those who may not see it. */
import { parsePhoneNumberFromString } from 'libphonenumber-js/min';

/** What is left visible: enough to tell two customers apart, not enough to call one. */
const shownLast = 4;
const hiddenLeast = 3;

export function numberShown(digits: string, isMasked: boolean): string {
  const { country, groups } = groupsOf(digits);
  const national = (isMasked ? masked(groups) : groups).join('-');
  return country === '' ? `+${national}` : `+${country} ${national}`;
}

function groupsOf(digits: string): { country: string; groups: string[] } {
  const plain = digits.replace(/\D/g, '');
  const parsed = parsePhoneNumberFromString(`+${plain}`);
  const [country = '', ...groups] = parsed?.formatInternational().replace('+', '').split(' ') ?? [];
  // Formatting never invents or drops a digit; what it cannot group stays as it is.
  return groups.length > 0 && country + groups.join('') === plain ? { country, groups } : { country: '', groups: [plain] };
}

/** The first of several groups (an area, a kind of number) and the last digits stay; a number too short for that is hidden whole. */
function masked(groups: readonly string[]): string[] {
  const total = groups.join('').length;
  const first = groups.length > 2 ? (groups[0]?.length ?? 0) : 0;
  const hiddenFrom = total - first - shownLast >= hiddenLeast ? first : 0;
  const hiddenTo = total - shownLast >= hiddenLeast ? total - shownLast : total;
  let position = 0;
  return groups.map((group) =>
    [...group]
      .map((digit) => {
        const isHidden = position >= hiddenFrom && position < hiddenTo;
        position += 1;
        return isHidden ? '•' : digit;
      })
      .join(''),
  );
}
