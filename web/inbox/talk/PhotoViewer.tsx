import { type ReactNode, useMemo } from 'react';
import { fileUrl } from '#contract/media.ts';
import { useMe } from '../../app/me.ts';
import { useWords } from '../../words/words.tsx';
import { speakerOf } from './describe.ts';
import { Lightbox, type LightboxPicture } from './Lightbox.tsx';
import type { Shown } from './pending.ts';
import type { PictureUrls } from './picture-urls.ts';

type Props = {
  shown: readonly Shown[];
  openId: string;
  pictureUrls: PictureUrls;
  onClose: () => void;
  onMove: (messageId: string) => void;
};

/** All pictures of the loaded conversation, in its order. */
export function PhotoViewer({ shown, pictureUrls, ...rest }: Props): ReactNode {
  const { talk } = useWords();
  const me = useMe();
  const pictures = useMemo(
    () =>
      shown.flatMap(({ message }): LightboxPicture[] => {
        const { content, clientId } = message;
        if (content.kind !== 'image') return [];
        const isReady = content.media.state === 'ready';
        const url = isReady ? fileUrl(content.media.mediaId) : clientId && pictureUrls.of(clientId);
        const { caption, media } = content;
        return url ? [{ message, url, who: speakerOf(message, talk, me.id), caption, fileName: media.fileName, canDownload: isReady }] : [];
      }),
    [shown, pictureUrls, talk, me.id],
  );
  return <Lightbox pictures={pictures} {...rest} />;
}
