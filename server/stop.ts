/** Ends once, however often it is asked to: a terminal sends Ctrl+C to every process of the group, and the parent passes it on. */
export function onStopSignals(end: () => Promise<void>): { readonly isEnding: boolean } {
  const state = { isEnding: false };
  const stop = () => {
    if (state.isEnding) return;
    state.isEnding = true;
    void end().finally(() => process.exit());
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
  return state;
}
