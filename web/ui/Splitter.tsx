import { type KeyboardEvent, type PointerEvent, type ReactNode, useRef } from 'react';
import styles from './Splitter.module.css';

export type SplitterProps = {
  label: string;
  /** Where the pane is whose width it holds. */
  side: 'start' | 'end';
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
};

const step = 16;

/** A border that can be drawn, by pointer or by arrows. */
export function Splitter({ label, side, value, min, max, onChange }: SplitterProps): ReactNode {
  const from = useRef<{ x: number; value: number } | null>(null);
  const set = (next: number) => onChange(Math.round(Math.min(max, Math.max(min, next))));
  const sign = side === 'start' ? 1 : -1;
  const onKeyDown = (event: KeyboardEvent) => {
    const next = { ArrowRight: value + sign * step, ArrowLeft: value - sign * step, Home: min, End: max }[event.key];
    if (next === undefined) return;
    event.preventDefault();
    set(next);
  };
  const onPointerDown = (event: PointerEvent) => {
    event.currentTarget.setPointerCapture(event.pointerId);
    from.current = { x: event.clientX, value };
  };
  const onPointerMove = (event: PointerEvent) => {
    if (from.current) set(from.current.value + sign * (event.clientX - from.current.x));
  };
  const onPointerUp = () => {
    from.current = null;
  };
  return (
    // biome-ignore lint/a11y/useSemanticElements: a movable separator is a widget; <hr> cannot be one.
    <div
      className={styles.splitter}
      data-side={side}
      role="separator"
      aria-orientation="vertical"
      aria-label={label}
      aria-valuenow={value}
      aria-valuemin={min}
      aria-valuemax={max}
      tabIndex={0}
      {...{ onKeyDown, onPointerDown, onPointerMove, onPointerUp }}
    />
  );
}
