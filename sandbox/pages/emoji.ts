/** One to three emoji and nothing else stand large, as on a phone. */
const one = String.raw`(?:\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?(?:\u200D\p{Extended_Pictographic}(?:\uFE0F|\p{Emoji_Modifier})?)*|\p{Regional_Indicator}{2}|[0-9#*]\uFE0F?\u20E3)`;
const few = new RegExp(String.raw`^(?:${one}\s*){1,3}$`, 'u');
const each = new RegExp(one, 'gu');

/** How many emoji a text is made of; null: it has words, or too many to stand large. */
export const largeEmoji = (text: string | null): number | null =>
  text !== null && few.test(text) ? (text.match(each)?.length ?? null) : null;
