/**
 * White space, and whatever takes no ink: zero-width and bidi signs, variation selectors, Hangul fillers, the empty braille cell. By
 * Unicode's own list and not by "format characters", since a few of those (Arabic number signs) are drawn.
 */
const blank = /^[\s\p{Cc}\p{Zs}\p{Default_Ignorable_Code_Point}\ufff9-\ufffb\u2800]*$/u;

/** Whether a text would reach the customer as an empty bubble. */
export const isBlank = (text: string): boolean => blank.test(text);
