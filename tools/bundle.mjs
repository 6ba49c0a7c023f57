// The programs as single files. Our own sources only: packages stay where npm put them.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';

const project = dirname(dirname(fileURLToPath(import.meta.url)));

/** Into a folder called `dist`, anywhere inside the project. */
export async function bundle(outdir = join(project, 'dist')) {
  await build({
    absWorkingDir: project,
    entryPoints: {
      start: 'tools/start.ts',
      'start-server': 'tools/start-server.ts',
      server: 'server/main.ts',
      sandbox: 'sandbox/main.ts',
    },
    outdir,
    outExtension: { '.js': '.mjs' },
    bundle: true,
    packages: 'external',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    sourcemap: true,
    splitting: true,
    chunkNames: 'parts/[name]-[hash]',
    logLevel: 'warning',
  });
}
