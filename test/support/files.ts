/** Pictures, and files that only pretend. */
import { crc32, deflateSync } from 'node:zlib';
import sharp from 'sharp';

const red = { r: 200, g: 30, b: 30 };

/** 400 × 300, taken sideways (EXIF orientation 6) with a camera's words in it. */
export const sidewaysJpeg = (): Promise<Buffer> =>
  sharp({ create: { width: 400, height: 300, channels: 3, background: red } })
    .withExif({ IFD0: { Make: 'SecretCamera', Orientation: '6' }, IFD3: { GPSLatitude: '37/1 33/1 0/1' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toBuffer();

export const tinyPng = (width = 8, height = 6): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 4, background: { ...red, alpha: 0.5 } } })
    .png()
    .toBuffer();

export const webp = (): Promise<Buffer> =>
  sharp({ create: { width: 64, height: 32, channels: 3, background: red } })
    .webp()
    .toBuffer();

/** Noise does not compress: this PNG is bigger than WhatsApp takes. */
export const bigPng = (side = 1_500): Promise<Buffer> =>
  sharp({ create: { width: side, height: side, channels: 3, background: red, noise: { type: 'gaussian', mean: 128, sigma: 60 } } })
    .png({ compressionLevel: 0 })
    .toBuffer();

/** A small file that says it is 50,000 × 50,000 pixels. */
export function pngBomb(side = 50_000): Buffer {
  const chunk = (type: string, body: Buffer) => {
    const named = Buffer.concat([Buffer.from(type, 'latin1'), body]);
    const length = Buffer.alloc(4);
    length.writeUInt32BE(body.length);
    const sum = Buffer.alloc(4);
    sum.writeUInt32BE(crc32(named));
    return Buffer.concat([length, named, sum]);
  };
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header.set([1, 0, 0, 0, 0], 8);
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([
    signature,
    chunk('IHDR', header),
    chunk('IDAT', deflateSync(Buffer.alloc(200_000))),
    chunk('IEND', Buffer.alloc(0)),
  ]);
}

export const script = '<script>alert(document.domain)</script>';
export const svg = Buffer.from(
  `<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg" width="9" height="9" onload="alert(1)">${script}</svg>`,
);
export const html = Buffer.from(`<!doctype html><html><body>${script}</body></html>`);
/** A picture with a page behind it. */
export const polyglot = async (): Promise<Buffer> => Buffer.concat([await sidewaysJpeg(), html]);
export const truncated = async (): Promise<Buffer> => (await sidewaysJpeg()).subarray(0, 900);

/** A form as a browser would send it. */
export function formOf(parts: { name?: string; fileName: string; bytes: Buffer; type?: string }[]) {
  const boundary = '----parley-test-9f1c0f6f';
  const pieces = parts.flatMap(({ name = 'file', fileName, bytes, type = 'image/jpeg' }) => [
    `--${boundary}\r\ncontent-disposition: form-data; name="${name}"; filename="${fileName}"\r\ncontent-type: ${type}\r\n\r\n`,
    bytes,
    '\r\n',
  ]);
  const payload = Buffer.concat(
    [...pieces, `--${boundary}--\r\n`].map((piece) => (typeof piece === 'string' ? Buffer.from(piece) : piece)),
  );
  return { payload, headers: { 'content-type': `multipart/form-data; boundary=${boundary}` } };
}
