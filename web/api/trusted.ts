/** The page's policy takes script addresses only from here: the one kind we make is our own built worker. */
type Policy = { createScriptURL(url: string): unknown };
type Factory = { createPolicy(name: string, rules: { createScriptURL(url: string): string }): Policy };

const factory = (globalThis as { trustedTypes?: Factory }).trustedTypes;
const policy = factory?.createPolicy('parley', {
  createScriptURL(url) {
    if (new URL(url, location.href).origin !== location.origin) throw new TypeError('Scripts come from our own origin only.');
    return url;
  },
});

/** Typed as text because the type library does not know trusted addresses. */
export const trustedScriptUrl = (url: string): string => (policy ? (policy.createScriptURL(url) as string) : url);
