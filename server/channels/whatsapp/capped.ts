import { type Readable, Transform } from 'node:stream';

export class MediaTooLarge extends Error {}

/** Passes bytes on, at most so many, and gives up after so much silence: whoever sends them may never stop, or never go on. */
export function capped(source: Readable, { maxBytes, silenceMs }: { maxBytes: number; silenceMs: number }): Readable {
  let size = 0;
  const fail = (error: Error) => {
    clearTimeout(timer);
    source.destroy();
    passed.destroy(error);
  };
  const timer = setTimeout(() => fail(new Error('No byte came in time.')), silenceMs);
  const passed = new Transform({
    transform(part: Buffer, _, done) {
      size += part.length;
      timer.refresh();
      if (size > maxBytes) fail(new MediaTooLarge(`More than ${maxBytes} bytes.`));
      else done(null, part);
    },
    flush(done) {
      clearTimeout(timer);
      done();
    },
    destroy(error, done) {
      clearTimeout(timer);
      source.destroy();
      done(error);
    },
  });
  source.once('error', fail);
  source.once('close', () => {
    // A body that ends before its length says so here only.
    if (!source.readableEnded) fail(new Error('The answer was cut.'));
  });
  return source.pipe(passed);
}
