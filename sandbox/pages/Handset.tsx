import { SlidersHorizontal, UsersRound, X } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import type { BusinessNumber, CustomerView } from '../shapes.ts';
import { ChatList } from './ChatList.tsx';
import { ChatScreen } from './ChatScreen.tsx';
import { desk } from './desk.ts';
import styles from './Handset.module.css';
import { formatNumber } from './names.ts';
import { useWords } from './preferences.tsx';
import { StatusBar } from './StatusBar.tsx';
import { useKnown } from './store.tsx';
import { fill } from './words.ts';

export type Panel = { isPanelOpen: boolean; onPanel: () => void };
type Props = {
  customer: CustomerView;
  numbers: BusinessNumber[];
  onClose: (() => void) | null;
  /** Where the phone fills the screen: the ways to the other phones and to the controls. */
  onChange: (() => void) | null;
  panel: Panel | null;
};

/** One customer's phone: a frame around a screen, which shows the list of chats or one of them. */
export function Handset({ customer, numbers, onClose, onChange, panel }: Props): ReactNode {
  const words = useWords();
  // A phone with one business on it opens there; going back is one tap.
  const [openId, setOpenId] = useState<string | null>(numbers[0]?.phoneNumberId ?? null);
  const number = numbers.find(({ phoneNumberId }) => phoneNumberId === openId);
  return (
    <section className={styles.handset} aria-label={fill(words.phoneOf, { name: customer.name })}>
      <Caption customer={customer} onClose={onClose} onChange={onChange} panel={panel} />
      <div className={styles.frame}>
        <div className={styles.screen}>
          <StatusBar isOnline={customer.isOnline} />
          {number ? (
            <ChatScreen key={number.phoneNumberId} customer={customer} number={number} onBack={() => setOpenId(null)} />
          ) : (
            <ChatList customer={customer} numbers={numbers} onOpen={setOpenId} />
          )}
          <i className={styles.handle} aria-hidden />
        </div>
      </div>
    </section>
  );
}

function Caption({ customer, onClose, onChange, panel }: Omit<Props, 'numbers'>): ReactNode {
  const words = useWords();
  const { name, number, isPhoneHidden, username } = customer;
  return (
    <div className={styles.caption}>
      {onChange && (
        <button type="button" className={styles.way} onClick={onChange} aria-label={words.changePhone} title={words.changePhone}>
          <UsersRound size={20} aria-hidden />
        </button>
      )}
      <span className={styles.who}>
        <strong>{name}</strong>
        <span>{isPhoneHidden ? `@${username} · ${words.hiddenNumber}` : formatNumber(number)}</span>
      </span>
      <Waiting customerId={customer.id} />
      <OnlineSwitch customer={customer} />
      {onClose && (
        <button type="button" className={styles.close} onClick={onClose} title={fill(words.closePhone, { name })}>
          <X size={16} aria-hidden />
          <span className="unseen">{fill(words.closePhone, { name })}</span>
        </button>
      )}
      {panel && <PanelButton {...panel} />}
    </div>
  );
}

function PanelButton({ isPanelOpen, onPanel }: Panel): ReactNode {
  const words = useWords();
  const name = isPanelOpen ? words.panelClose : words.panelOpen;
  return (
    <button type="button" className={styles.way} aria-expanded={isPanelOpen} onClick={onPanel} aria-label={name} title={name}>
      <SlidersHorizontal size={20} aria-hidden />
    </button>
  );
}

/** What the business has sent and the phone does not have yet. */
function Waiting({ customerId }: { customerId: string }): ReactNode {
  const words = useWords();
  const count = useKnown(({ chats }) =>
    Object.values(chats).reduce(
      (sum, chat) =>
        sum + chat.filter((each) => each.customerId === customerId && each.direction === 'out' && each.status === 'sent').length,
      0,
    ),
  );
  return count === 0 ? null : <span className={styles.waiting}>{fill(words.deliveryWaits, { count })}</span>;
}

function OnlineSwitch({ customer: { id, name, isOnline } }: { customer: CustomerView }): ReactNode {
  const words = useWords();
  return (
    <button
      type="button"
      role="switch"
      className={styles.online}
      aria-checked={isOnline}
      aria-label={fill(words.onlineOf, { name })}
      onClick={() => void desk.setOnline(id, !isOnline).catch(() => undefined)}
    >
      <i aria-hidden />
      <span aria-hidden>{isOnline ? words.online : words.offline}</span>
    </button>
  );
}
