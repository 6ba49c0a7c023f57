/** A finger that draws a message to the right answers it; one that rests on it opens the menu. */
import { type PointerEvent, useRef, useState } from 'react';

const farPx = 72;
const enoughPx = 52;
const pressMs = 450;
const stillPx = 10;

type Touch = { x: number; y: number; press: ReturnType<typeof setTimeout>; isSwipe: boolean };

export function useSwipe({ onSwipe, onPress }: { onSwipe: () => void; onPress: () => void }) {
  const touch = useRef<Touch | null>(null);
  const [offset, setOffset] = useState(0);
  const end = () => {
    if (touch.current) clearTimeout(touch.current.press);
    touch.current = null;
    setOffset(0);
  };
  const press = () => {
    end();
    onPress();
  };
  const handlers = {
    onPointerDown: (event: PointerEvent) => {
      if (event.pointerType !== 'touch') return;
      touch.current = { x: event.clientX, y: event.clientY, press: setTimeout(press, pressMs), isSwipe: false };
    },
    onPointerMove: (event: PointerEvent) => {
      const now = touch.current;
      if (!now) return;
      const [x, y] = [event.clientX - now.x, event.clientY - now.y];
      if (Math.hypot(x, y) > stillPx) clearTimeout(now.press);
      if (x > stillPx && x > Math.abs(y) * 1.5) now.isSwipe = true;
      if (now.isSwipe) setOffset(Math.max(0, Math.min(farPx, x)));
    },
    onPointerUp: () => {
      if (offset >= enoughPx) onSwipe();
      end();
    },
    onPointerCancel: end,
  };
  return { handlers, offset, progress: Math.min(1, offset / enoughPx) };
}
