/** Pictures of the conversation, large: ← → from one to the next, + − 0 or the wheel to zoom, drag to move, Esc to go back. */
import { ChevronLeft, ChevronRight, Download, Maximize, X, ZoomIn, ZoomOut } from 'lucide-react';
import { type KeyboardEvent, type PointerEvent, type ReactNode, useEffect, useRef, useState, type WheelEvent } from 'react';
import { fileUrl } from '#contract/media.ts';
import type { Message } from '#contract/messages.ts';
import { serverNow } from '../../api/clock.ts';
import { clock, shortDate } from '../../words/format.ts';
import { useLanguage, useWords } from '../../words/words.tsx';
import styles from './Lightbox.module.css';
import { fitted, panBy, type Zoom, zoomBy } from './zoom.ts';

export type LightboxPicture = {
  message: Message;
  url: string;
  who: string;
  caption: string | null;
  fileName: string | null;
  canDownload: boolean;
};
export type LightboxProps = {
  pictures: readonly LightboxPicture[];
  openId: string;
  onClose: () => void;
  onMove: (messageId: string) => void;
};

const step = 1.4;

export function Lightbox({ pictures, openId, onClose, onMove }: LightboxProps): ReactNode {
  const { talk } = useWords();
  const language = useLanguage();
  const dialog = useRef<HTMLDialogElement>(null);
  const index = pictures.findIndex(({ message }) => message.id === openId);
  const picture = pictures[index];
  const view = useZoom(openId);

  useEffect(() => {
    const element = dialog.current;
    element?.showModal();
    // Else the first tool would be focused and its ring would stand out for no reason.
    element?.focus();
    return () => element?.close();
  }, []);
  if (!picture) return null;

  const move = (by: number) => {
    const next = pictures[index + by];
    if (next) onMove(next.message.id);
  };
  const { at } = picture.message;
  return (
    <dialog
      ref={dialog}
      className={styles.box}
      tabIndex={-1}
      aria-label={talk.media.lightbox}
      onKeyDown={(event) => onKey(event, move, view)}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
    >
      <header className={styles.head}>
        <div className={styles.titles}>
          <strong>{picture.who}</strong>
          <span>
            {shortDate({ language }, at, serverNow())} {clock({ language }, at)}
            {pictures.length > 1 && ` · ${talk.media.place(index + 1, pictures.length)}`}
          </span>
        </div>
        <Tool label={talk.media.zoomOut} onClick={() => view.zoom(1 / step)} icon={<ZoomOut size={20} aria-hidden />} />
        <Tool label={talk.media.fit} onClick={view.fit} icon={<Maximize size={20} aria-hidden />} />
        <Tool label={talk.media.zoomIn} onClick={() => view.zoom(step)} icon={<ZoomIn size={20} aria-hidden />} />
        {picture.canDownload && (
          <a
            className={styles.tool}
            href={fileUrl(picture.message.content.kind === 'image' ? picture.message.content.media.mediaId : '')}
            download={picture.fileName ?? ''}
            aria-label={talk.media.download}
            title={talk.media.download}
          >
            <Download size={20} aria-hidden />
          </a>
        )}
        <Tool label={talk.media.close} onClick={onClose} icon={<X size={20} aria-hidden />} />
      </header>
      <div className={styles.stage} ref={view.stage} {...view.pointer} data-zoomed={view.now.scale > 1 || undefined}>
        <img
          key={picture.url}
          src={picture.url}
          alt={talk.media.photoOf(picture.who)}
          draggable={false}
          style={{ transform: `translate(${view.now.x}px, ${view.now.y}px) scale(${view.now.scale})` }}
        />
      </div>
      {index > 0 && (
        <Tool place="before" label={talk.media.previous} onClick={() => move(-1)} icon={<ChevronLeft size={26} aria-hidden />} />
      )}
      {index < pictures.length - 1 && (
        <Tool place="after" label={talk.media.next} onClick={() => move(1)} icon={<ChevronRight size={26} aria-hidden />} />
      )}
      {picture.caption && <p className={styles.caption}>{picture.caption}</p>}
    </dialog>
  );
}

type ToolProps = { label: string; onClick: () => void; icon: ReactNode; place?: 'before' | 'after' };

function Tool({ label, onClick, icon, place }: ToolProps): ReactNode {
  return (
    <button type="button" className={styles.tool} data-place={place} aria-label={label} title={label} onClick={onClick}>
      {icon}
    </button>
  );
}

type View = ReturnType<typeof useZoom>;

/** Every picture starts fitted. */
function useZoom(pictureId: string) {
  const [kept, setKept] = useState<{ pictureId: string; zoom: Zoom }>({ pictureId, zoom: fitted });
  const now = kept.pictureId === pictureId ? kept.zoom : fitted;
  const stage = useRef<HTMLDivElement>(null);
  const held = useRef<{ x: number; y: number } | null>(null);
  const set = (zoom: Zoom) => setKept({ pictureId, zoom });
  const fromMiddle = ({ clientX, clientY }: { clientX: number; clientY: number }) => {
    const box = stage.current?.getBoundingClientRect();
    return box ? { x: clientX - box.x - box.width / 2, y: clientY - box.y - box.height / 2 } : { x: 0, y: 0 };
  };
  const pointer = {
    onWheel: (event: WheelEvent) => set(zoomBy(now, event.deltaY < 0 ? 1.15 : 1 / 1.15, fromMiddle(event))),
    onDoubleClick: (event: React.MouseEvent) => set(now.scale > 1 ? fitted : zoomBy(now, 2.5, fromMiddle(event))),
    onPointerDown: (event: PointerEvent) => {
      held.current = { x: event.clientX, y: event.clientY };
      event.currentTarget.setPointerCapture(event.pointerId);
    },
    onPointerMove: (event: PointerEvent) => {
      if (!held.current) return;
      set(panBy(now, event.clientX - held.current.x, event.clientY - held.current.y));
      held.current = { x: event.clientX, y: event.clientY };
    },
    onPointerUp: () => {
      held.current = null;
    },
  };
  return { now, stage, pointer, zoom: (factor: number) => set(zoomBy(now, factor)), fit: () => set(fitted) };
}

function onKey(event: KeyboardEvent, move: (by: number) => void, view: View): void {
  const { key } = event;
  // The console's own keys must not act behind the picture.
  if (key !== 'Tab') event.stopPropagation();
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (key === 'ArrowLeft' || key === 'ArrowRight') move(key === 'ArrowLeft' ? -1 : 1);
  else if (key === '+' || key === '=') view.zoom(step);
  else if (key === '-') view.zoom(1 / step);
  else if (key === '0') view.fit();
  else return;
  event.preventDefault();
}
