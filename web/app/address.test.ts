import { describe, expect, test } from 'vitest';
import { readInboxSearch, safeNext } from './address.ts';

describe('an address', () => {
  test('says which view and which status; what it does not know is left out', () => {
    expect(readInboxSearch({ view: 'waiting', status: 'pending', tab: 'decisions' })).toEqual({
      view: 'waiting',
      status: 'pending',
      tab: 'decisions',
    });
    expect(readInboxSearch({ view: 'yours', status: 'lost', colour: 'red' })).toEqual({ view: 'mine' });
  });

  test('leads back after sign-in only within our own pages', () => {
    expect(safeNext('/inbox/1?view=all')).toBe('/inbox/1?view=all');
    for (const next of [
      '//evil.example',
      '/\\evil.example',
      'https://evil.example',
      'javascript:alert(1)',
      '/sign-in?next=/',
      7,
      undefined,
    ]) {
      expect(safeNext(next)).toBeUndefined();
    }
  });
});
