/** English numbers: `plural(2, 'case', 'cases')` → `2 cases`. Korean needs none. */
export const plural = (count: number, one: string, many: string): string => `${count} ${count === 1 ? one : many}`;
