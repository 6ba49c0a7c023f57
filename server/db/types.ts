/** Generated from the migrations by `npm run schema`. */
// biome-ignore lint/suspicious/noExplicitAny: replaced by the first `npm run schema`
export type Tables = any;
