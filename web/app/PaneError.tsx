import type { ErrorComponentProps } from '@tanstack/react-router';
import { TriangleAlert } from 'lucide-react';
import { Component, type ReactNode } from 'react';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { useWords } from '../words/words.tsx';
import { failureSentence, traceOf } from './failure.ts';

/** What went wrong in one pane, with its trace id; the others live on. */
export function PaneError({ error, reset }: Pick<ErrorComponentProps, 'error' | 'reset'>): ReactNode {
  const words = useWords();
  const trace = traceOf(error);
  return (
    <div role="alert">
      <EmptyState icon={TriangleAlert} title={words.errors.title} hint={failureSentence(error, words)}>
        {trace && (
          <small>
            {words.app.traceId} <code>{trace}</code>
          </small>
        )}
        <Button label={words.app.retry} onPress={reset} />
      </EmptyState>
    </div>
  );
}

type Props = { children: ReactNode; resetKey?: string | undefined };
type State = { error: Error | null; resetKey: string | undefined };

/** React has error boundaries only as classes. A new `resetKey` (another case) gives the pane a fresh start. */
export class Boundary extends Component<Props, State> {
  override state: State = { error: null, resetKey: this.props.resetKey };

  static getDerivedStateFromError(error: Error): Partial<State> {
    return { error };
  }

  static getDerivedStateFromProps(props: Props, state: State): Partial<State> | null {
    return props.resetKey === state.resetKey ? null : { error: null, resetKey: props.resetKey };
  }

  override render(): ReactNode {
    const { error } = this.state;
    return error ? <PaneError error={error} reset={() => this.setState({ error: null })} /> : this.props.children;
  }
}
