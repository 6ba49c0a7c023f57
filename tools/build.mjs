// What `npm start` runs: the server and its tools as single files (esbuild), the console and the sandbox's pages (Vite).
import { spawn } from 'node:child_process';
import { rmSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundle } from './bundle.mjs';

const project = dirname(dirname(fileURLToPath(import.meta.url)));
const dist = join(project, 'dist');

rmSync(dist, { recursive: true, force: true });
await Promise.all([bundle(), vite('vite.web.config.ts'), vite('vite.sandbox.config.ts')]);

function vite(config) {
  return new Promise((resolve, reject) => {
    const child = spawn(join(project, 'node_modules/.bin/vite'), ['build', '-c', config, '--logLevel', 'warn'], {
      cwd: project,
      stdio: 'inherit',
    });
    child.on('error', reject);
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`vite build -c ${config} ended with ${code}.`))));
  });
}
