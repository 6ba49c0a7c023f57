/**
 * The name a file is handed on under. The customer's is only a wish: path parts, control and bidirectional characters go (an override
 * makes `exe.jpg` of `gpj.exe`), and the ending follows from the bytes (T24).
 */
const longestStem = 120;

/** Endings that may stand for a type; the first is given where the name has none of them. */
const endings: Record<string, readonly string[]> = {
  'image/jpeg': ['jpg', 'jpeg'],
  'image/png': ['png'],
  'image/webp': ['webp'],
  'image/gif': ['gif'],
  'audio/ogg': ['ogg', 'oga', 'opus'],
  'audio/mpeg': ['mp3'],
  'audio/mp4': ['m4a', 'mp4'],
  'audio/aac': ['aac'],
  'audio/amr': ['amr'],
  'video/mp4': ['mp4', 'm4v'],
  'video/3gpp': ['3gp'],
  'application/pdf': ['pdf'],
  'application/zip': ['zip', 'hwpx', 'docx', 'xlsx', 'pptx', 'odt', 'ods'],
  'application/x-cfb': ['doc', 'xls', 'ppt', 'hwp', 'msg'],
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': ['docx'],
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': ['xlsx'],
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': ['pptx'],
  'text/plain': ['txt', 'csv', 'log', 'md', 'vcf', 'ics', 'json'],
  // Text in an old encoding (EUC-KR) is not recognised as text.
  'application/octet-stream': ['bin', 'csv', 'txt'],
};

const pictureEndings = ['jpg', 'jpeg', 'png', 'webp', 'gif'];

export function safeName(wish: string | null, mimeType: string): string {
  const clean = (wish ?? '')
    .normalize('NFC')
    .replace(/^.*[/\\]/, '')
    .replace(/[\p{Cc}\p{Cf}\p{Co}\p{Cs}"*:<>?|%;]/gu, '')
    .replace(/\s+/g, ' ')
    .replace(/^[. ]+|[. ]+$/g, '');
  const allowed = endings[mimeType] ?? ['bin'];
  const ending = /\.([a-z0-9]{1,8})$/i.exec(clean)?.[1]?.toLowerCase();
  const isRight = ending !== undefined && allowed.includes(ending);
  // A picture that was made another kind of picture loses its old ending; anything else keeps it as a part of its name.
  const isConverted = ending !== undefined && pictureEndings.includes(ending) && mimeType.startsWith('image/');
  const stem = isRight || isConverted ? clean.slice(0, -(ending.length + 1)) : clean;
  return `${[...(stem || 'file')].slice(0, longestStem).join('')}.${isRight ? ending : allowed[0]}`;
}

/** RFC 6266: plain letters for old programs, the whole name for all others. */
export function contentDisposition(form: 'inline' | 'attachment', name: string): string {
  const plain = name.replace(/[^\x20-\x7e]|["\\]/g, '_');
  const whole = encodeURIComponent(name).replace(/['()*!]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
  return `${form}; filename="${plain}"; filename*=UTF-8''${whole}`;
}
