import type { ReactNode } from 'react';
import { useWords } from '../words/words.tsx';

export function SetUpPage(): ReactNode {
  const { setUp } = useWords();
  return <h1>{setUp.title}</h1>;
}
