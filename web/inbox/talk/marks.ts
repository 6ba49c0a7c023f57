/** WhatsApp's marks put around the chosen words of a field, and taken off again. */
export type Selected = { text: string; start: number; end: number };
export type Mark = '*' | '_' | '~';

export function toggleMark(field: Selected, mark: Mark): Selected {
  const { text } = field;
  const { start, end } = withoutSpaces(field);
  if (text[start - 1] === mark && text[end] === mark && end > start) {
    return { text: text.slice(0, start - 1) + text.slice(start, end) + text.slice(end + 1), start: start - 1, end: end - 1 };
  }
  if (end - start >= 2 && text[start] === mark && text[end - 1] === mark) {
    return { text: text.slice(0, start) + text.slice(start + 1, end - 1) + text.slice(end), start, end: end - 2 };
  }
  return { text: text.slice(0, start) + mark + text.slice(start, end) + mark + text.slice(end), start: start + 1, end: end + 1 };
}

/** WhatsApp reads a mark only when no space follows it inside. */
function withoutSpaces({ text, start, end }: Selected): { start: number; end: number } {
  const chosen = text.slice(start, end);
  if (chosen.trim() === '') return { start: end, end };
  return { start: start + chosen.length - chosen.trimStart().length, end: end - (chosen.length - chosen.trimEnd().length) };
}
