import type { ReactNode } from 'react';
import { useWords } from '../words/words.tsx';

export function StuckPage(): ReactNode {
  const { stuck } = useWords();
  return <h1>{stuck.title}</h1>;
}
