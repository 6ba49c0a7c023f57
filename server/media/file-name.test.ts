import { expect, test } from 'vitest';
import { contentDisposition, safeName } from './file-name.ts';

test.each([
  ['영수증.jpg', 'image/jpeg', '영수증.jpg'],
  ['photo.jpeg', 'image/jpeg', 'photo.jpeg'],
  ['사진.png', 'image/jpeg', '사진.jpg'],
  ['photo.webp', 'application/octet-stream', 'photo.webp.bin'],
  ['../../etc/passwd', 'text/plain', 'passwd.txt'],
  ['C:\\Users\\a\\b.docx', 'application/zip', 'b.docx'],
  ['invoice‮gpj.exe', 'application/x-msdownload', 'invoicegpj.exe.bin'],
  ['page.html', 'text/plain', 'page.html.txt'],
  ['list.csv', 'text/plain', 'list.csv'],
  ['견적서.hwp', 'application/x-cfb', '견적서.hwp'],
  ['photo.jpg\r\nset-cookie: a=b', 'image/jpeg', 'photo.jpgset-cookie a=b.jpg'],
  [null, 'image/png', 'file.png'],
  ['...', 'application/octet-stream', 'file.bin'],
])('T24: %j that is %s is handed on as %s', (wish, type, name) => {
  expect(safeName(wish, type)).toBe(name);
});

test('a very long name keeps its ending', () => {
  expect(safeName(`${'가'.repeat(500)}.pdf`, 'application/pdf')).toBe(`${'가'.repeat(120)}.pdf`);
});

test('a name in any alphabet travels in a header', () => {
  expect(contentDisposition('attachment', '영수증 (1).pdf')).toBe(
    `attachment; filename="___ (1).pdf"; filename*=UTF-8''%EC%98%81%EC%88%98%EC%A6%9D%20%281%29.pdf`,
  );
});
