// @vitest-environment happy-dom
import { act } from 'react';
import { describe, expect, test, vi } from 'vitest';
import { click, draw, press } from '../testing.tsx';
import { Button } from './Button.tsx';
import { Menu } from './Menu.tsx';
import { Segmented } from './Segmented.tsx';
import { TextField } from './TextField.tsx';
import { Toasts } from './Toasts.tsx';
import { toasts } from './toasts.ts';

describe('parts of every page', () => {
  test('a button that may not be pressed stays reachable, and does nothing', async () => {
    const pressed: string[] = [];
    const place = await draw(
      <>
        <Button label="Resolve" disabledReason="The case is closed." onPress={() => pressed.push('resolve')} />
        <Button label="Reopen" onPress={() => pressed.push('reopen')} />
      </>,
    );
    const [resolve, reopen] = place.querySelectorAll('button');
    expect(resolve?.getAttribute('aria-disabled')).toBe('true');
    expect(resolve?.disabled).toBe(false);
    if (resolve) await click(resolve);
    if (reopen) await click(reopen);
    expect(pressed).toEqual(['reopen']);
  });

  test('a button that opens a menu opens it by arrow, and leaves other keys to the page', async () => {
    const heard: string[] = [];
    const listen = ({ code }: KeyboardEvent) => heard.push(code);
    document.addEventListener('keydown', listen);
    const place = await draw(
      <Menu label="State" groups={[{ id: 'states', entries: [{ id: 'away', label: 'Away' }] }]}>
        <Button label="My state" />
      </Menu>,
    );
    const button = place.querySelector('button') ?? place;
    await press(button, 'Period', { ctrlKey: true });
    expect(heard).toEqual(['Period']);
    expect(button.getAttribute('aria-expanded')).toBe('false');
    await press(button, 'ArrowDown');
    expect(button.getAttribute('aria-expanded')).toBe('true');
    document.removeEventListener('keydown', listen);
  });

  test('an error is told with its field', async () => {
    const place = await draw(<TextField label="E-mail" name="email" value="" onChange={() => undefined} error="Enter it." hint="Yours." />);
    const input = place.querySelector('input');
    const told = input?.getAttribute('aria-describedby')?.split(' ') ?? [];
    expect(told.map((id) => document.getElementById(id)?.textContent)).toEqual(['Enter it.', 'Yours.']);
    expect(input?.getAttribute('aria-invalid')).toBe('true');
    expect(place.querySelector('label')?.htmlFor).toBe(input?.id);
  });

  test('one of a few is a group of radio buttons with a name', async () => {
    const chosen: string[] = [];
    const options = [
      { value: 'ko', label: '한국어' },
      { value: 'en', label: 'English' },
    ] as const;
    const place = await draw(<Segmented label="Language" value="ko" options={options} onChange={(value) => chosen.push(value)} />);
    const english = place.querySelectorAll('input')[1];
    if (english) await click(english);
    expect(chosen).toEqual(['en']);
    expect(place.querySelector('legend')?.textContent).toBe('Language');
  });
});

describe('toasts', () => {
  test('go by themselves, unless they wait for an answer', async () => {
    const place = await draw(<Toasts label="Messages" dismissLabel="Close" findPlace={() => null} />);
    await act(async () => {
      toasts.show({ text: 'Saved', lastsMs: 1 });
      toasts.show({ text: 'Not sent', tone: 'danger', lastsMs: null });
    });
    expect(place.querySelector('[aria-live=polite]')).not.toBeNull();
    expect(place.querySelector('[aria-live=assertive]')?.textContent).toContain('Not sent');
    await act(() => vi.waitFor(() => expect(place.textContent).not.toContain('Saved')));
    expect(place.textContent).toContain('Not sent');
    const close = [...place.querySelectorAll('button')].find((button) => button.getAttribute('aria-label') === 'Close');
    if (close) await click(close);
    expect(place.textContent).not.toContain('Not sent');
  });
});
