import { useRouter } from '@tanstack/react-router';
import { Compass } from 'lucide-react';
import type { ReactNode } from 'react';
import { Button } from '../ui/Button.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { useWords } from '../words/words.tsx';

export function NotFound(): ReactNode {
  const { app, errors } = useWords();
  const router = useRouter();
  return (
    <main>
      <h1 className="heard-only">{app.name}</h1>
      <EmptyState icon={Compass} title={errors.notFoundTitle} hint={errors.notFoundHint}>
        <Button label={errors.toInbox} variant="primary" onPress={() => void router.navigate({ to: '/' })} />
      </EmptyState>
    </main>
  );
}
