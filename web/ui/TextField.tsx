import { Eye, EyeOff } from 'lucide-react';
import { type ReactNode, type Ref, useId, useState } from 'react';
import { IconButton } from './Button.tsx';
import styles from './TextField.module.css';

export type TextFieldProps = {
  label: string;
  value: string;
  onChange: (value: string) => void;
  name: string;
  type?: 'text' | 'email' | 'password' | 'search';
  autoComplete?: string;
  hint?: string;
  error?: string | null;
  isRequired?: boolean;
  autoFocus?: boolean;
  ref?: Ref<HTMLInputElement>;
  id?: string;
  reveal?: { show: string; hide: string };
};

/** A labelled field; its error stands under it and is told with it. */
export function TextField({
  label,
  value,
  onChange,
  hint,
  error,
  type = 'text',
  reveal,
  isRequired = false,
  id,
  ...rest
}: TextFieldProps): ReactNode {
  const own = useId();
  const field = id ?? own;
  const [isShown, setShown] = useState(false);
  const told = [error ? `${field}-error` : '', hint ? `${field}-hint` : ''].filter(Boolean).join(' ');
  return (
    <div className={styles.field}>
      <label htmlFor={field}>{label}</label>
      <div className={styles.box} data-wrong={Boolean(error)}>
        <input
          id={field}
          type={reveal && isShown ? 'text' : type}
          value={value}
          onChange={(event) => onChange(event.currentTarget.value)}
          aria-invalid={error ? true : undefined}
          aria-required={isRequired || undefined}
          aria-describedby={told || undefined}
          spellCheck={false}
          {...rest}
        />
        {reveal && (
          <IconButton icon={isShown ? EyeOff : Eye} label={isShown ? reveal.hide : reveal.show} onPress={() => setShown(!isShown)} />
        )}
      </div>
      {error && (
        <p className={styles.error} id={`${field}-error`}>
          {error}
        </p>
      )}
      {hint && (
        <p className={styles.hint} id={`${field}-hint`}>
          {hint}
        </p>
      )}
    </div>
  );
}
