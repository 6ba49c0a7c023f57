/** The frame of the pages before sign-in: what Parley is on one side, the way in on the other. */
import { Keyboard, MessageCircleHeart, Route as RouteIcon, ShieldCheck } from 'lucide-react';
import type { ReactNode } from 'react';
import type { Language } from '#contract/basics.ts';
import { Bubble } from '#phone/Bubble.tsx';
import { preferences, usePreferences } from '../preferences.ts';
import { Segmented } from '../ui/Segmented.tsx';
import { useWords } from '../words/words.tsx';
import styles from './DoorPage.module.css';

export const languageNames: Record<Language, string> = { ko: '한국어', en: 'English' };

export function DoorPage({ children }: { children: ReactNode }): ReactNode {
  const { app, signIn, frame } = useWords();
  const { language } = usePreferences();
  return (
    <div className={styles.page}>
      <aside className={styles.story} aria-label={app.tagline}>
        <p className={styles.brand}>
          <MessageCircleHeart size={26} aria-hidden /> {app.name}
        </p>
        <div className={styles.sample} aria-hidden>
          <Bubble side="in" speaker="" time="14:01" text={signIn.sample.asks} language={language} />
          <Bubble side="out" speaker="" time="14:02" text={signIn.sample.answers} status="read" language={language} />
          <Bubble side="in" speaker="" time="14:02" text={signIn.sample.thanks} language={language} />
        </div>
        <div>
          <p className={styles.tagline}>{app.tagline}</p>
          <ul className={styles.points}>
            <li>
              <RouteIcon size={18} aria-hidden /> {signIn.points.routing}
            </li>
            <li>
              <ShieldCheck size={18} aria-hidden /> {signIn.points.reliable}
            </li>
            <li>
              <Keyboard size={18} aria-hidden /> {signIn.points.keyboard}
            </li>
          </ul>
        </div>
      </aside>
      <main className={styles.way}>
        <div className={styles.tools}>
          <span className={styles.smallBrand}>
            <MessageCircleHeart size={20} aria-hidden /> {app.name}
          </span>
          <Segmented
            label={frame.language}
            value={language}
            options={(['ko', 'en'] as const).map((value) => ({ value, label: languageNames[value] }))}
            onChange={(value) => preferences.change({ language: value })}
          />
        </div>
        <div className={styles.content}>{children}</div>
      </main>
    </div>
  );
}
