/** Ends once, however often it is asked to: a terminal sends Ctrl+C to every process of the group, and the parent passes it on. */
export function onStopSignals(end: () => Promise<void>): void {
  let isEnding = false;
  const stop = () => {
    if (isEnding) return;
    isEnding = true;
    void end().finally(() => process.exit());
  };
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, stop);
}
