/** The open case: header, messages, field. Each of the three stays usable when another has trouble. */
import { useNavigate } from '@tanstack/react-router';
import { MessageCircleOff } from 'lucide-react';
import { lazy, type ReactNode, Suspense, useMemo, useRef, useState } from 'react';
import { newClientId } from '../../api/ids.ts';
import { failureSentence } from '../../app/failure.ts';
import { useMe } from '../../app/me.ts';
import { useCommands, useRegistry } from '../../commands/useCommands.ts';
import { Button } from '../../ui/Button.tsx';
import { EmptyState } from '../../ui/EmptyState.tsx';
import { toasts } from '../../ui/toasts.ts';
import { useWords, type Words } from '../../words/words.tsx';
import { OnOfferNotice } from '../offers/OnOfferNotice.tsx';
import { Composer, type ComposerProps } from './Composer.tsx';
import styles from './Conversation.module.css';
import { ConversationHeader } from './ConversationHeader.tsx';
import { ConversationSkeleton } from './ConversationSkeleton.tsx';
import { type CaseActs, useCaseActs } from './case-acts.ts';
import { caseCommands } from './case-commands.ts';
import { useOlder, useOpenCase, useSettled } from './conversation.ts';
import { type Desk, useDesk } from './desk.ts';
import { focusComposer, focusFeed, focusLastOwn, useFocusOnOpen } from './focus.ts';
import { asGone, isCaseMissing } from './gone.ts';
import { useMarkRead } from './looking.ts';
import { MessageFeed } from './MessageFeed.tsx';
import { messageActs } from './message-acts.ts';
import type { PendingContent } from './pending.ts';
import type { ToSend } from './what-to-send.ts';

// What is read out is news: there is none before the conversation stands.
const loadLive = () => import('./LiveRegion.tsx');
const LiveRegion = lazy(async () => ({ default: (await loadLive()).LiveRegion }));
loadLive().catch(() => undefined);

/** Loaded with the first picture that is opened. */
const PhotoViewer = lazy(async () => ({ default: (await import('./PhotoViewer.tsx')).PhotoViewer }));

/** Keyed by the case, so that nothing of one conversation can linger in the next. */
export function Conversation({ caseId }: { caseId: string }): ReactNode {
  return <OpenConversation key={caseId} caseId={caseId} />;
}

function OpenConversation({ caseId }: { caseId: string }): ReactNode {
  const words = useWords();
  const me = useMe();
  const desk = useDesk();
  const open = useOpenCase(caseId);
  const older = useOlder(caseId);
  const { shown } = open;
  const goneSentence = words.talk.composer.blocked.gone;
  const detail = useMemo(
    () => (open.detail && open.isGone ? asGone(open.detail, goneSentence) : open.detail),
    [open.detail, open.isGone, goneSentence],
  );
  const settled = useSettled(detail);
  const acts = useCaseActs(caseId, settled);
  const field = useRef<HTMLTextAreaElement>(null);
  const [isStatusOpen, setStatusOpen] = useState(false);
  const [pictureId, setPictureId] = useState<string | null>(null);
  const isMine = !open.isGone && detail?.case.assignedTo?.id === me.id;
  const bubbles = useMemo(
    () => messageActs({ caseId, desk, talk: words.talk, meId: me.id, focusField: () => focusComposer(field), openPicture: setPictureId }),
    [caseId, desk, words.talk, me.id],
  );
  useMarkRead(detail?.case, isMine);
  useFocusOnOpen(caseId, field, detail !== undefined);
  useCommands(
    caseCommands({ detail: settled, acts, talk: words.talk, reply: () => focusComposer(field), openStatus: () => setStatusOpen(true) }),
  );
  const leave = useLeave();
  const number = settled?.case.number ?? 0;
  const send = useMemo(() => sendTo(desk, caseId, { acts, number, talk: words.talk }), [desk, caseId, acts, number, words.talk]);

  if (open.error && (!detail || !shown)) return <Failed error={open.error} retry={open.retry} words={words} />;
  return (
    <div className={styles.talk}>
      {settled ? (
        <ConversationHeader row={settled.case} acts={acts} isStatusOpen={isStatusOpen} onStatusOpen={setStatusOpen} {...leave} />
      ) : (
        <ConversationSkeleton part="header" />
      )}
      {detail && shown ? (
        <MessageFeed
          {...{ shown, older, meId: me.id, acts: bubbles, pictureUrls: desk.pictureUrls }}
          lines={detail.lines}
          hasOlder={open.hasOlder}
          unreadFrom={open.unreadFrom}
          canQuote={detail.allowed.reply === null}
        />
      ) : (
        <ConversationSkeleton part="feed" />
      )}
      {settled && <OnOfferNotice detail={settled} />}
      {detail && settled ? (
        <Composer
          now={detail}
          detail={settled}
          isMine={isMine || open.isGone}
          fieldRef={field}
          onSend={send}
          onLeave={focusFeed}
          onLastOwn={focusLastOwn}
        />
      ) : (
        <ConversationSkeleton part="composer" />
      )}
      <Suspense fallback={null}>
        <LiveRegion shown={shown} />
      </Suspense>
      {pictureId && shown && (
        <Suspense fallback={null}>
          <PhotoViewer
            shown={shown}
            openId={pictureId}
            pictureUrls={desk.pictureUrls}
            onClose={() => setPictureId(null)}
            onMove={setPictureId}
          />
        </Suspense>
      )}
    </div>
  );
}

function Failed({ error, retry, words }: { error: Error; retry: () => void; words: Words }): ReactNode {
  const isMissing = isCaseMissing(error);
  return (
    <div className={styles.talk} role="alert">
      <EmptyState
        icon={MessageCircleOff}
        title={isMissing ? words.errors.caseMissing : words.talk.feed.failed}
        {...(isMissing ? {} : { hint: failureSentence(error, words) })}
      >
        {!isMissing && <Button label={words.app.retry} onPress={retry} />}
      </EmptyState>
    </div>
  );
}

type SendParts = { acts: CaseActs; number: number; talk: Words['talk'] };

/** Hands messages to the outbox; resolving waits until the server has them, because a reply may reopen a case. */
function sendTo(desk: Desk, caseId: string, { acts, number, talk }: SendParts): ComposerProps['onSend'] {
  return (messages, quote, then) => {
    const outcomes = messages.map((message, place) => {
      const clientId = newClientId();
      desk.outbox.add({ clientId, caseId, content: contentOf(message), quote: place === 0 ? quote : null, retryOf: null });
      return desk.outbox.outcomeOf(clientId);
    });
    if (then === 'stay') return;
    acts.goNext();
    void Promise.all(outcomes).then((ends) => {
      if (ends.every((end) => end === 'stored')) acts.resolve();
      else toasts.show({ text: talk.composer.notResolved(number), tone: 'danger', lastsMs: null });
    });
  };
}

function contentOf(message: ToSend): PendingContent {
  if (message.kind === 'text') return message;
  return { kind: 'image', ...message.picture, caption: message.caption, mediaId: null };
}

/** Back to the list where only one pane is seen; the card where it is a drawer. */
function useLeave(): { onBack: () => void; onCard: () => void } {
  const navigate = useNavigate();
  const registry = useRegistry();
  return useMemo(
    () => ({
      onBack: () => void navigate({ to: '/inbox/{-$caseId}', params: {}, search: (before) => before }),
      onCard: () => registry.find('view.toggleCard')?.run(),
    }),
    [navigate, registry],
  );
}
