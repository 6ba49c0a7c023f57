/** Three panes, or as many as fit: list, conversation, card. */
import { getRouteApi } from '@tanstack/react-router';
import { MessagesSquare } from 'lucide-react';
import { type CSSProperties, lazy, type ReactNode, Suspense, useRef, useState } from 'react';
import { useInboxLayout } from '../app/layout.ts';
import { Boundary } from '../app/PaneError.tsx';
import { useCommands } from '../commands/useCommands.ts';
import { preferences, usePreferences } from '../preferences.ts';
import { Dialog } from '../ui/Dialog.tsx';
import { EmptyState } from '../ui/EmptyState.tsx';
import { Splitter } from '../ui/Splitter.tsx';
import { useWords } from '../words/words.tsx';
import styles from './InboxPage.module.css';
import { CaseListPane } from './list/CaseListPane.tsx';
import { type ListHandle, useListCommands } from './list/list-commands.ts';
import { useWaitingLoaded } from './list/waiting.ts';
import { Conversation } from './talk/Conversation.tsx';

// Asked for at once, and yet no part of what must be there before the first word is read.
const loadCard = () => import('./talk/CustomerCard.tsx');
const CustomerCard = lazy(async () => ({ default: (await loadCard()).CustomerCard }));
loadCard().catch(() => undefined);

const route = getRouteApi('/signed-in/inbox/{-$caseId}');

export function InboxPage(): ReactNode {
  const { list: words, talk, frame } = useWords();
  const { caseId } = route.useParams();
  const { view, status } = route.useSearch();
  const { hasList, hasConversation, hasCard, width } = useInboxLayout();
  const { listWidth, cardWidth } = usePreferences();
  const [isDrawerOpen, setDrawerOpen] = useState(false);
  const handle = useRef<ListHandle | null>(null);
  useViewCommands(width, setDrawerOpen);
  // Also where the list is not on screen: the next case is a key away from the one that is.
  useWaitingLoaded();
  useListCommands({ handle, caseId, view, status });
  const isWide = width === 'three' || width === 'drawer';
  const List = hasConversation ? 'div' : 'main';
  const heading = <h1 className="heard-only">{frame.inbox}</h1>;
  const splits = {
    list: { value: listWidth, min: 260, max: 480, onChange: (value: number) => preferences.change({ listWidth: value }) },
    card: { value: cardWidth, min: 260, max: 480, onChange: (value: number) => preferences.change({ cardWidth: value }) },
  };
  const sizes = { '--list-width': `${listWidth}px`, '--card-width': `${cardWidth}px` } as CSSProperties;
  return (
    <div className={styles.panes} style={sizes} data-width={width}>
      {hasList && (
        <List className={styles.list} data-alone={!hasConversation}>
          {!hasConversation && heading}
          <Boundary>
            <CaseListPane handle={handle} edge={isWide && <Splitter side="start" label={frame.resize(words.title)} {...splits.list} />} />
          </Boundary>
        </List>
      )}
      {hasConversation && (
        <main className={styles.talk} data-pane="conversation" tabIndex={-1} aria-label={frame.conversation}>
          {heading}
          <Boundary resetKey={caseId}>
            {caseId ? (
              <Conversation caseId={caseId} />
            ) : (
              <EmptyState icon={MessagesSquare} title={words.selectCase} hint={words.selectCaseHint} />
            )}
          </Boundary>
        </main>
      )}
      {hasCard && caseId && (
        <aside className={styles.card} data-pane="card" tabIndex={-1} aria-label={talk.card.region}>
          <Boundary resetKey={caseId}>
            <Suspense fallback={null}>
              <CustomerCard caseId={caseId} />
            </Suspense>
          </Boundary>
          <Splitter side="end" label={frame.resize(talk.card.region)} {...splits.card} />
        </aside>
      )}
      <CardDrawer isOpen={isDrawerOpen && width !== 'three'} caseId={caseId} onClose={() => setDrawerOpen(false)} />
    </div>
  );
}

function CardDrawer({ isOpen, caseId, onClose }: { isOpen: boolean; caseId: string | undefined; onClose: () => void }): ReactNode {
  const { talk, app } = useWords();
  if (!caseId) return null;
  return (
    <Dialog title={talk.card.region} closeLabel={app.close} isOpen={isOpen} onClose={onClose} form="drawer">
      <Suspense fallback={null}>
        <CustomerCard caseId={caseId} />
      </Suspense>
    </Dialog>
  );
}

function useViewCommands(width: string, setDrawerOpen: (change: (isOpen: boolean) => boolean) => void): void {
  const { commands: words } = useWords();
  const { isListHidden, isCardHidden } = usePreferences();
  useCommands([
    {
      id: 'view.toggleList',
      name: words.toggleList,
      group: 'view',
      keys: ['['],
      run: () => preferences.change({ isListHidden: !isListHidden }),
    },
    {
      id: 'view.toggleCard',
      name: words.toggleCard,
      group: 'view',
      keys: [']', 'I'],
      run: () => (width === 'three' ? preferences.change({ isCardHidden: !isCardHidden }) : setDrawerOpen((isOpen) => !isOpen)),
    },
  ]);
}
