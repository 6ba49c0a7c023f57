/** `npm run docs`: writes the pages that are made from the contract. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectFolder } from '#server/project.ts';
import { pages } from './print-docs.ts';

for (const [path, print] of Object.entries(pages)) writeFileSync(join(projectFolder, path), print());
