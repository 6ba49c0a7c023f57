import { Smartphone } from 'lucide-react';
import type { ReactNode } from 'react';
import type { BusinessNumber, CustomerView } from '../shapes.ts';
import { Handset, type Panel } from './Handset.tsx';
import { useWords } from './preferences.tsx';
import styles from './Wall.module.css';

type Props = {
  customers: CustomerView[];
  numbers: BusinessNumber[];
  phones: string[];
  /** The phone fills the screen: it opens the controls itself, and the page's own title is only heard. */
  panel: Panel | null;
  onGo: (phones: string[]) => void;
};

/** The phones in hand, side by side. */
export function Wall({ customers, numbers, phones, panel, onGo }: Props): ReactNode {
  const words = useWords();
  if (phones.length === 0)
    return (
      <main className={styles.wall} data-empty>
        <div className={styles.empty}>
          <Smartphone size={40} strokeWidth={1.4} aria-hidden />
          <h2>{words.choosePhone}</h2>
          <p>{words.choosePhoneHint}</p>
        </div>
      </main>
    );
  return (
    <main className={styles.wall}>
      {panel && <h1 className="unseen">{words.subtitle}</h1>}
      {phones.map((id) => {
        const customer = customers.find((each) => each.id === id);
        if (!customer) return null;
        return (
          <Handset
            key={id}
            customer={customer}
            numbers={numbers}
            onClose={phones.length > 1 ? () => onGo(phones.filter((each) => each !== id)) : null}
            onChange={panel ? () => onGo([]) : null}
            panel={panel}
          />
        );
      })}
    </main>
  );
}
