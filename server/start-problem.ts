/**
 * Why a start failed, in one sentence for the operator; empty when a program of ours has said it already. Everything else that stops a
 * start is a bug and shows its stack.
 */
export class StartProblem extends Error {
  override name = 'StartProblem';
}

/** Runs the start; a problem of the operator's ends it with its sentence and nothing else. */
export async function orExplain(start: () => Promise<void>): Promise<void> {
  try {
    await start();
  } catch (error) {
    const sentence = sentenceOf(error);
    if (sentence === undefined) throw error;
    if (sentence !== '') process.stderr.write(`${sentence}\n`);
    process.exitCode = 1;
  }
}

function sentenceOf(error: unknown): string | undefined {
  if (error instanceof StartProblem) return error.message;
  const { code, port, address, hostname } = error as { code?: string; port?: number; address?: string; hostname?: string };
  if (code === 'EADDRINUSE')
    return `Port ${port} on ${address} is taken by another program. Choose another by PARLEY_PORT or PARLEY_SANDBOX_PORT.`;
  if (code === 'EACCES' && port !== undefined) return `Port ${port} may not be used by this user. Choose one above 1023.`;
  if (code === 'EADDRNOTAVAIL') return `PARLEY_HOST is wrong: ${address} is no address of this machine.`;
  if (code === 'ENOTFOUND' && hostname !== undefined) return `PARLEY_HOST is wrong: nobody knows a machine called ${hostname}.`;
  return undefined;
}
