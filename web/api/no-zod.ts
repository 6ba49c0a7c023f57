/**
 * What the web build takes for `zod`. The console needs the contract's addresses, methods and sentences; its schemas are checked by
 * the server. Whatever a schema is built from answers with itself here, so 26 KB (gzip) and their start-up time stay out of the page.
 * Whoever wants to check something with a schema in the browser is told at once that there is none.
 */
const checks = new Set<string | symbol>(['parse', 'safeParse', 'parseAsync', 'safeParseAsync', 'options', 'shape']);

const nothing: unknown = new Proxy(() => undefined, {
  get: (_target, name) => {
    if (name === Symbol.toPrimitive) return () => '';
    if (checks.has(name)) throw new Error(`The console's build has no schemas, so nothing can be asked for “${String(name)}”.`);
    return nothing;
  },
  apply: () => nothing,
});

export const z = nothing;
