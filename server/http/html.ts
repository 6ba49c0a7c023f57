/** Pages made on the server: whatever is put into a template is text, unless it came out of a template. */
export type Html = { html: string };
type Part = Html | string | number | null | readonly Part[];

export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  return { html: strings.reduce((page, text, index) => page + text + (index < parts.length ? render(parts[index] ?? null) : ''), '') };
}

function render(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'string' || typeof part === 'number') return escapeHtml(String(part));
  return 'html' in part ? part.html : part.map(render).join('');
}

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;').replaceAll("'", '&#39;');
