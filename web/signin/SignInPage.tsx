import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { welcomeQuery } from '../api/queries.ts';
import { useWords } from '../words/words.tsx';

export function SignInPage(): ReactNode {
  const { signIn } = useWords();
  const { data } = useQuery(welcomeQuery);
  return <h1>{data ? signIn.welcome(data.organisation) : signIn.title}</h1>;
}
