/** Who it is about, where the case stands, and what can be done with it. */
import { useQuery } from '@tanstack/react-query';
import {
  ArrowLeft,
  Check,
  CheckCheck,
  ChevronDown,
  Copy,
  Ellipsis,
  Hand,
  PanelRight,
  RotateCcw,
  Trash2,
  Undo2,
  XCircle,
} from 'lucide-react';
import { memo, type ReactNode, useState } from 'react';
import type { CaseRow, CaseStatus } from '#contract/cases.ts';
import { customerQuery } from '../../api/queries.ts';
import { useMe } from '../../app/me.ts';
import { useCommands } from '../../commands/useCommands.ts';
import { Avatar } from '../../ui/Avatar.tsx';
import { Button, IconButton } from '../../ui/Button.tsx';
import { Menu, type MenuEntry } from '../../ui/Menu.tsx';
import { toasts } from '../../ui/toasts.ts';
import { useWords } from '../../words/words.tsx';
import { onOfferWords } from '../offers/offer-words.ts';
import styles from './ConversationHeader.module.css';
import type { CaseActs } from './case-acts.ts';
import { FinalStep } from './FinalStep.tsx';
import { StatusMark, statusOrder } from './StatusMark.tsx';

export type ConversationHeaderProps = {
  row: CaseRow;
  acts: CaseActs;
  isStatusOpen: boolean;
  onStatusOpen: (isOpen: boolean) => void;
  onBack?: (() => void) | undefined;
  onCard?: (() => void) | undefined;
};

export const ConversationHeader = memo(function ConversationHeader(props: ConversationHeaderProps): ReactNode {
  const { row, acts, isStatusOpen, onStatusOpen, onBack, onCard } = props;
  const { talk, status: names } = useWords();
  const [finalStep, setFinalStep] = useState<'closed' | 'trashed' | null>(null);
  const choose = (status: CaseStatus) => (status === 'closed' || status === 'trashed' ? setFinalStep(status) : acts.setStatus(status));
  const isOver = row.status === 'closed' || row.status === 'trashed';
  // Fast fingers press the digit before the menu has taken the focus.
  useCommands(
    isStatusOpen
      ? statusOrder.map((status, place) => ({
          id: `case.status.${status}`,
          name: names[status],
          group: 'conversation',
          keys: [String(place + 1)],
          isKeyOnly: true,
          disabledReason: status === row.status ? null : acts.against(status),
          run: () => {
            onStatusOpen(false);
            if (status !== row.status) choose(status);
          },
        }))
      : [],
  );
  return (
    <header className={styles.header}>
      {onBack && (
        <span className={styles.back}>
          <IconButton icon={ArrowLeft} label={talk.header.back} onPress={onBack} />
        </span>
      )}
      <span className={styles.face}>
        <Avatar name={row.customer.name} size={36} />
      </span>
      <Who row={row} />
      <div className={styles.acts}>
        {!isOver && row.assignedTo === null && (
          <Button
            label={talk.header.take}
            icon={Hand}
            variant="primary"
            keys="A"
            disabledReason={acts.against('assign')}
            onPress={acts.take}
          />
        )}
        <Menu
          label={talk.header.changeStatus}
          placement="bottom end"
          isOpen={isStatusOpen}
          onOpenChange={onStatusOpen}
          groups={[
            {
              id: 'status',
              entries: statusOrder.map((status, place) => statusEntry({ status, place, row, acts, name: names[status], choose })),
            },
          ]}
        >
          <Button label={talk.header.status(names[row.status])} className={styles.status}>
            <StatusMark status={row.status} />
            <span className={styles.word}>{names[row.status]}</span>
            <ChevronDown size={14} aria-hidden />
          </Button>
        </Menu>
        {row.status === 'resolved' ? (
          <Button
            label={talk.header.reopen}
            icon={RotateCcw}
            disabledReason={acts.against('open')}
            onPress={() => acts.setStatus('open')}
          />
        ) : (
          !isOver && (
            <Button
              label={talk.header.resolve}
              icon={Check}
              keys="E"
              disabledReason={acts.against('resolved')}
              onPress={acts.resolve}
              className={styles.resolve}
            />
          )
        )}
        <More row={row} acts={acts} onFinal={setFinalStep} onCard={onCard} />
      </div>
      <FinalStep step={finalStep} onClose={() => setFinalStep(null)} onSure={acts.setStatus} />
    </header>
  );
});

function Who({ row }: { row: CaseRow }): ReactNode {
  const { talk, offer } = useWords();
  const me = useMe();
  const customer = useQuery(customerQuery(row.customer.id)).data?.customer;
  const number = customer?.identities.find(({ kind }) => kind === 'phone')?.value;
  const agent = row.assignedTo === null ? talk.header.nobody : row.assignedTo.id === me.id ? talk.header.me : row.assignedTo.name;
  return (
    <div className={styles.who}>
      <h2 className={styles.name}>
        <span>{row.customer.name}</span>
        {number && <span className={styles.number}>{number}</span>}
      </h2>
      <p className={styles.facts}>
        <span className="figures">#{row.number}</span>
        <span>{row.channel.name}</span>
        <span>{row.skill?.name ?? talk.header.noSkill}</span>
        <span>{onOfferWords(row, me.id, offer) ?? agent}</span>
      </p>
    </div>
  );
}

type Choice = { status: CaseStatus; place: number; row: CaseRow; acts: CaseActs; name: string; choose: (status: CaseStatus) => void };

function statusEntry({ status, place, row, acts, name, choose }: Choice): MenuEntry {
  const isNow = status === row.status;
  return {
    id: status,
    label: name,
    mark: <StatusMark status={status} />,
    keys: String(place + 1),
    isChosen: isNow,
    disabledReason: isNow ? null : acts.against(status),
    onChoose: () => (isNow ? undefined : choose(status)),
  };
}

type MoreProps = Pick<ConversationHeaderProps, 'row' | 'acts' | 'onCard'> & { onFinal: (step: 'closed' | 'trashed') => void };

function More({ row, acts, onFinal, onCard }: MoreProps): ReactNode {
  const { talk, app } = useWords();
  const isOver = row.status === 'closed' || row.status === 'trashed';
  const copyNumber = () =>
    void navigator.clipboard.writeText(`#${row.number}`).then(() => toasts.show({ text: app.copied, lastsMs: 2000 }));
  const work: MenuEntry[] = isOver
    ? []
    : [
        {
          id: 'next',
          label: talk.header.resolveNext,
          icon: CheckCheck,
          keys: 'Shift+E',
          disabledReason: acts.against('resolved'),
          onChoose: acts.resolveNext,
        },
        { id: 'back', label: talk.header.giveBack, icon: Undo2, disabledReason: acts.against('unassign'), onChoose: acts.giveBack },
      ];
  const end: MenuEntry[] = isOver
    ? []
    : [
        ...(row.status === 'resolved'
          ? [
              {
                id: 'close',
                label: talk.header.close,
                icon: XCircle,
                disabledReason: acts.against('closed'),
                onChoose: () => onFinal('closed'),
              },
            ]
          : []),
        {
          id: 'trash',
          label: talk.header.trash,
          icon: Trash2,
          tone: 'danger',
          disabledReason: acts.against('trashed'),
          onChoose: () => onFinal('trashed'),
        },
      ];
  const look: MenuEntry[] = [
    ...(onCard ? [{ id: 'card', label: talk.header.card, icon: PanelRight, keys: 'I', onChoose: onCard }] : []),
    ...(window.isSecureContext ? [{ id: 'copy', label: talk.header.copyNumber, icon: Copy, onChoose: copyNumber }] : []),
  ];
  const groups = [
    { id: 'work', entries: work },
    { id: 'look', entries: look },
    { id: 'end', entries: end },
  ].filter(({ entries }) => entries.length > 0);
  return (
    <Menu label={talk.header.more} placement="bottom end" groups={groups}>
      <IconButton icon={Ellipsis} label={talk.header.more} />
    </Menu>
  );
}
