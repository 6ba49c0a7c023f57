/** The row under the field: attach, marks, what Enter does, how much room is left, send. */
import { Bold, ChevronUp, ImagePlus, Italic, SendHorizontal, Strikethrough } from 'lucide-react';
import type { ReactNode } from 'react';
import { keyLabel } from '../../commands/keys.ts';
import { usePreferences } from '../../preferences.ts';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Menu } from '../../ui/Menu.tsx';
import { useLanguage, useWords } from '../../words/words.tsx';
import styles from './Composer.module.css';
import { attachKeys } from './case-commands.ts';
import type { Mark } from './marks.ts';
import { counterFrom, textCharacters } from './picture-check.ts';
import { lengthOf } from './what-to-send.ts';

export type ComposerToolsProps = {
  text: string;
  canAttach: boolean;
  attachReason: { ko: string; en: string } | null;
  isReady: boolean;
  onAttach: () => void;
  onMark: (mark: Mark) => void;
  onSend: (then: 'stay' | 'resolve-next') => void;
};

export function ComposerTools({ text, canAttach, attachReason, isReady, onAttach, onMark, onSend }: ComposerToolsProps): ReactNode {
  const { talk } = useWords();
  const language = useLanguage();
  const { enterSends } = usePreferences();
  return (
    <div className={styles.tools}>
      <IconButton
        icon={ImagePlus}
        label={talk.composer.attach}
        keys={keyLabel(attachKeys)}
        disabledReason={canAttach ? null : (attachReason?.[language] ?? null)}
        onPress={onAttach}
      />
      <span className={styles.marks}>
        <IconButton icon={Bold} iconSize={16} label={talk.composer.bold} keys={keyLabel('Mod+B')} onPress={() => onMark('*')} />
        <IconButton icon={Italic} iconSize={16} label={talk.composer.italic} keys={keyLabel('Mod+I')} onPress={() => onMark('_')} />
        <IconButton
          icon={Strikethrough}
          iconSize={16}
          label={talk.composer.strike}
          keys={keyLabel('Mod+Shift+X')}
          onPress={() => onMark('~')}
        />
      </span>
      <span className={styles.room} />
      <Counter text={text} />
      <span className={styles.enterHint}>{enterSends ? talk.composer.enterSends : talk.composer.enterBreaks}</span>
      <span className={styles.send} data-ready={isReady || undefined}>
        <Button
          label={talk.composer.send}
          icon={SendHorizontal}
          variant="primary"
          className={styles.sendButton}
          onPress={() => onSend('stay')}
        />
        <Menu
          label={talk.composer.send}
          placement="top end"
          groups={[
            {
              id: 'send',
              entries: [
                { id: 'send', label: talk.composer.send, keys: keyLabel('Mod+Enter'), onChoose: () => onSend('stay') },
                {
                  id: 'next',
                  label: talk.composer.sendResolveNext,
                  keys: keyLabel('Mod+Shift+Enter'),
                  onChoose: () => onSend('resolve-next'),
                },
              ],
            },
          ]}
        >
          <IconButton icon={ChevronUp} iconSize={16} variant="primary" label={talk.composer.sendResolveNext} className={styles.sendMore} />
        </Menu>
      </span>
    </div>
  );
}

function Counter({ text }: { text: string }): ReactNode {
  const { talk } = useWords();
  if (text.length < counterFrom) return null;
  const left = textCharacters - lengthOf(text.trim());
  return (
    <span className={styles.counter} data-over={left < 0 || undefined} title={left < 0 ? talk.composer.tooLong(textCharacters) : undefined}>
      {talk.composer.counter(left)}
    </span>
  );
}
