/** Where it is said that the channel is paused: who may, lets it send again; who may not, reads who can. */
import { useQuery, useQueryClient } from '@tanstack/react-query';
import { Play } from 'lucide-react';
import { type ReactNode, useEffect, useState } from 'react';
import type { Channel } from '#contract/channels.ts';
import { call } from '../../api/client.ts';
import { channelsQuery, keys } from '../../api/queries.ts';
import { failureSentence } from '../../app/failure.ts';
import { mayInRole, useMe } from '../../app/me.ts';
import { Button } from '../../ui/Button.tsx';
import { Dialog } from '../../ui/Dialog.tsx';
import { toasts } from '../../ui/toasts.ts';
import { useWords } from '../../words/words.tsx';
import styles from './ResumeChannel.module.css';

/** The feed tells nothing of channels; somebody else may have put it right meanwhile. */
const lookAgainMs = 10_000;

export function ResumeChannel({ channelId }: { channelId: string }): ReactNode {
  const { talk } = useWords();
  const me = useMe();
  const cache = useQueryClient();
  const [isAsking, setAsking] = useState(false);
  const { data } = useQuery({ ...channelsQuery, refetchInterval: lookAgainMs });
  const channel = data?.rows.find(({ id }) => id === channelId);
  const isActive = channel?.state === 'active';
  useEffect(() => {
    if (isActive) void cache.invalidateQueries({ queryKey: ['case'] });
  }, [isActive, cache]);
  if (!channel || isActive) return null;
  if (!mayInRole(me, 'channels.edit')) return channel.resumableBy.length > 0 && <p>{talk.resume.who(channel.resumableBy.join(', '))}</p>;
  return (
    <div className={styles.act}>
      <Button label={talk.resume.button} icon={Play} size="small" onPress={() => setAsking(true)} />
      <Confirm channel={channel} isOpen={isAsking} onClose={() => setAsking(false)} />
    </div>
  );
}

function Confirm({ channel, isOpen, onClose }: { channel: Channel; isOpen: boolean; onClose: () => void }): ReactNode {
  const words = useWords();
  const { talk, app } = words;
  const cache = useQueryClient();
  const resume = () => {
    onClose();
    void call('resumeChannel', { channelId: channel.id }).then(
      () => {
        toasts.show({ text: talk.resume.done(channel.name), tone: 'ok' });
        for (const queryKey of [keys.channels, ['case']]) void cache.invalidateQueries({ queryKey });
      },
      (error: unknown) => void toasts.show({ text: failureSentence(error, words), tone: 'danger' }),
    );
  };
  return (
    <Dialog
      title={talk.resume.title(channel.name)}
      closeLabel={app.close}
      isOpen={isOpen}
      onClose={onClose}
      size="small"
      role="alertdialog"
      footer={
        <>
          <Button label={app.cancel} onPress={onClose} />
          <Button label={talk.resume.sure} variant="primary" onPress={resume} />
        </>
      }
    >
      {channel.pausedReason !== null && <p className={styles.reason}>{talk.resume.reason(channel.pausedReason)}</p>}
      <p>{talk.resume.note}</p>
    </Dialog>
  );
}
