import { Outlet } from '@tanstack/react-router';
import type { ReactNode } from 'react';
import { Toasts } from '../ui/Toasts.tsx';
import { useWords } from '../words/words.tsx';

export function Frame(): ReactNode {
  const { app } = useWords();
  return (
    <>
      <Outlet />
      <Toasts label={app.name} dismissLabel={app.close} />
    </>
  );
}
