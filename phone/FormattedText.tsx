import type { ReactNode } from 'react';
import styles from './FormattedText.module.css';
import { formatText, type Piece } from './format.ts';

/** A message's text as elements; line breaks stay by `white-space: pre-wrap`. */
export function FormattedText({ text }: { text: string }): ReactNode {
  return <span className={styles.text}>{draw(formatText(text))}</span>;
}

// Pieces have no identity but their place, and a bubble's text never changes.
const draw = (pieces: Piece[]): ReactNode[] => pieces.map((piece, place) => drawPiece(piece, `${place}`));

function drawPiece(piece: Piece, key: string): ReactNode {
  switch (piece.kind) {
    case 'text':
      return piece.text;
    case 'link':
      return (
        <a key={key} href={piece.href} target="_blank" rel="noopener noreferrer nofollow">
          {piece.label}
        </a>
      );
    case 'mono':
      return <code key={key}>{piece.text}</code>;
    case 'bold':
      return <strong key={key}>{draw(piece.pieces)}</strong>;
    case 'italic':
      return <em key={key}>{draw(piece.pieces)}</em>;
    case 'strike':
      return <s key={key}>{draw(piece.pieces)}</s>;
    default:
      return piece satisfies never;
  }
}
