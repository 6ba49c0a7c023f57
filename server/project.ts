/** Where the project lies, whether this runs from its sources or from the bundle in `dist/`. */
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export const projectFolder = up(dirname(fileURLToPath(import.meta.url)));

function up(folder: string): string {
  if (existsSync(join(folder, 'package.json'))) return folder;
  if (folder === dirname(folder)) throw new Error('There is no package.json above the program.');
  return up(dirname(folder));
}
