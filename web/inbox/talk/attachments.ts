/** Pictures that wait in the composer: measured, checked, shrunk with consent. */
import { useCallback, useEffect, useRef, useState } from 'react';
import { newClientId } from '../../api/ids.ts';
import { checkPicture, type PictureVerdict } from './picture-check.ts';
import { jpegName, measure, shrink } from './pictures.ts';

export type Attachment = {
  id: string;
  file: Blob;
  name: string;
  url: string;
  width: number | null;
  height: number | null;
  verdict: PictureVerdict | 'unreadable';
  isShrinking: boolean;
  wasShrunk: boolean;
};

export type Attachments = {
  list: readonly Attachment[];
  add: (files: readonly File[]) => void;
  remove: (id: string) => void;
  shrink: (id: string) => void;
  clear: () => void;
};

/** WhatsApp's own apps stop at thirty; more is a mistake of the hand. */
const most = 30;

export function useAttachments(): Attachments {
  const [list, setList] = useState<readonly Attachment[]>([]);
  const latest = useRef(list);
  latest.current = list;
  const change = useCallback((id: string, part: Partial<Attachment>) => {
    setList((now) => now.map((each) => (each.id === id ? { ...each, ...part } : each)));
  }, []);
  useEffect(() => () => latest.current.forEach(forget), []);

  const add = useCallback(
    (files: readonly File[]) => {
      const added = files.slice(0, most - latest.current.length).map(attachmentOf);
      setList((now) => [...now, ...added]);
      for (const { id, file, verdict } of added) {
        if (verdict === 'no-picture') continue;
        void measure(file).then((size) => change(id, size ?? { verdict: 'unreadable' }));
      }
    },
    [change],
  );
  const remove = useCallback((id: string) => {
    setList((now) => {
      now.filter((each) => each.id === id).forEach(forget);
      return now.filter((each) => each.id !== id);
    });
  }, []);
  const shrinkOne = useCallback(
    (id: string) => {
      const attachment = latest.current.find((each) => each.id === id);
      if (!attachment) return;
      change(id, { isShrinking: true });
      void shrink(attachment.file).then(async (smaller) => {
        if (!smaller) return change(id, { isShrinking: false, verdict: 'unreadable' });
        const size = await measure(smaller);
        forget(attachment);
        change(id, {
          file: smaller,
          name: jpegName(attachment.name),
          url: URL.createObjectURL(smaller),
          verdict: 'ready',
          isShrinking: false,
          wasShrunk: true,
          ...size,
        });
      });
    },
    [change],
  );
  const clear = useCallback(() => {
    latest.current.forEach(forget);
    setList([]);
  }, []);
  return { list, add, remove, shrink: shrinkOne, clear };
}

const forget = ({ url }: Attachment): void => URL.revokeObjectURL(url);

function attachmentOf(file: File): Attachment {
  const verdict = checkPicture(file);
  return {
    id: newClientId(),
    file,
    name: file.name,
    url: verdict === 'no-picture' ? '' : URL.createObjectURL(file),
    width: null,
    height: null,
    verdict,
    isShrinking: false,
    wasShrunk: false,
  };
}

/** Files of a paste or a drop; a copied picture often comes as text and file both. */
export const filesOf = (transfer: DataTransfer): File[] =>
  [...transfer.items].flatMap((each) => (each.kind === 'file' ? (each.getAsFile() ?? []) : []));
