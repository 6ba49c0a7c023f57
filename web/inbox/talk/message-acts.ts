import type { Message } from '#contract/messages.ts';
import { newClientId } from '../../api/ids.ts';
import type { Words } from '../../words/words.tsx';
import { contentWords, plainWords, speakerOf } from './describe.ts';
import type { Desk } from './desk.ts';
import type { MessageActs } from './MessageRow.tsx';

type Parts = {
  caseId: string;
  desk: Desk;
  talk: Words['talk'];
  meId: string;
  focusField: () => void;
  openPicture: (messageId: string) => void;
};

/** What can be done with a bubble of this case. */
export function messageActs({ caseId, desk, talk, meId, focusField, openPicture }: Parts): Omit<MessageActs, 'openQuoted'> {
  const { outbox, drafts } = desk;
  return {
    openPicture: ({ id }) => openPicture(id),
    drop: outbox.drop,
    quote: (message: Message) => {
      const quote = {
        messageId: message.id,
        author: speakerOf(message, talk, meId),
        text: contentWords(message.content, talk).slice(0, 300),
      };
      drafts.put(caseId, { ...drafts.read(caseId), quote });
      focusField();
    },
    retry: (message, pending) => {
      if (pending) outbox.retry(pending.clientId);
      else
        outbox.add({
          clientId: newClientId(),
          caseId,
          content: { kind: 'again', content: message.content },
          quote: null,
          retryOf: message.id,
        });
    },
    toField: (message) => {
      drafts.restore(caseId, plainWords(message.content) ?? '');
      focusField();
    },
  };
}
