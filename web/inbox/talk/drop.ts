import { useEffect, useEffectEvent, useState } from 'react';
import { filesOf } from './attachments.ts';

/** Pictures may be dropped anywhere: a file that misses the field would otherwise be opened in place of the console. */
export function useDrop(onFiles: ((files: File[]) => void) | null): boolean {
  const [isOver, setOver] = useState(false);
  const onDrop = useEffectEvent((transfer: DataTransfer) => onFiles?.(filesOf(transfer)));
  const mayDrop = onFiles !== null;
  useEffect(() => {
    const stop = new AbortController();
    const listen = <Type extends 'dragover' | 'dragleave' | 'drop'>(type: Type, hear: (event: DragEvent, transfer: DataTransfer) => void) =>
      document.addEventListener(
        type,
        (event) => {
          if (!event.dataTransfer?.types.includes('Files')) return;
          event.preventDefault();
          hear(event, event.dataTransfer);
        },
        { signal: stop.signal },
      );
    listen('dragover', (_event, transfer) => {
      transfer.dropEffect = mayDrop ? 'copy' : 'none';
      setOver(mayDrop);
    });
    // Only the pointer that leaves the page has nothing to go to.
    listen('dragleave', (event) => event.relatedTarget === null && setOver(false));
    listen('drop', (_event, transfer) => {
      setOver(false);
      onDrop(transfer);
    });
    return () => stop.abort();
  }, [mayDrop]);
  return isOver;
}
