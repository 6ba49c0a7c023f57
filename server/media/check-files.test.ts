import { randomUUID } from 'node:crypto';
import { rm, writeFile } from 'node:fs/promises';
import { Readable } from 'node:stream';
import { expect, test } from 'vitest';
import { addCompany, openTestApp } from '../../test/support/app.ts';
import { checkFiles } from './check-files.ts';
import { insertUpload } from './queries.ts';
import { keepDraft, pathOf, writeDraft } from './store.ts';

test('I26, F24: a file that is gone or was changed is found, the others are not named', async () => {
  const { db, context } = await openTestApp();
  const { caseId, channelId } = await addCompany(db);
  const add = async (text: string) => {
    const draft = await writeDraft(context, Readable.from([Buffer.from(text)]), { maxBytes: 100 });
    await keepDraft(context, draft);
    const id = randomUUID();
    await insertUpload(db, { id, caseId, channelId, fileName: 'a.txt', mimeType: 'text/plain', width: null, height: null, ...draft });
    return { id, path: pathOf(context, draft.sha256) };
  };
  const [gone, changed] = [await add('one'), await add('two')];
  await add('three');
  expect(await checkFiles(context)).toEqual([]);
  await rm(gone.path);
  await writeFile(changed.path, 'tow');
  const wrong = await checkFiles(context);
  expect(wrong).toHaveLength(2);
  expect(wrong).toContainEqual({ mediaId: gone.id, reason: 'missing' });
  expect(wrong).toContainEqual({ mediaId: changed.id, reason: 'other-bytes' });
});
