/** A JSON Schema as rows of a table: name, type in words, whether it must be there. */

import { type Html, html } from './html.ts';
import type { Schema } from './openapi-schemas.ts';

type Row = { name: string; type: Html; isRequired: boolean };
/** Deeper parts are objects with a page section of their own. */
const deepest = 3;

export function fieldTable(schema: Schema): Html | null {
  const rows = rowsOf(schema, '', 0);
  if (rows.length === 0) return null;
  return html`<div class="scroll"><table class="fields"><tbody>${rows.map(
    ({ name, type, isRequired }) =>
      html`<tr><th scope="row"><code>${name}</code></th><td>${type}</td><td class="need">${isRequired ? '' : 'optional'}</td></tr>`,
  )}</tbody></table></div>`;
}

export function nameOf(schema: Schema): string | null {
  return typeof schema.$ref === 'string' ? (schema.$ref.split('/').at(-1) ?? null) : null;
}

const listOf = (value: unknown): Schema[] => (Array.isArray(value) ? (value as Schema[]) : []);
const isNull = (schema: Schema): boolean => schema.type === 'null';
const variantsOf = (schema: Schema): Schema[] => [...listOf(schema.anyOf), ...listOf(schema.oneOf)];

/** The object within: of a list its elements, of “x or null” the x. */
function core(schema: Schema): { inner: Schema; suffix: string } {
  const variants = variantsOf(schema).filter((variant) => !isNull(variant));
  if (variants.length === 1 && variants[0]) return core(variants[0]);
  if (schema.type === 'array' && schema.items) {
    const { inner, suffix } = core(schema.items as Schema);
    return { inner, suffix: `[]${suffix}` };
  }
  return { inner: schema, suffix: '' };
}

function rowsOf(schema: Schema, prefix: string, depth: number): Row[] {
  const variants = variantsOf(schema).filter((variant) => !isNull(variant));
  if (variants.length > 1) return variants.flatMap((variant) => rowsOf(variant, prefix, depth));
  const properties = Object.entries((schema.properties ?? {}) as Record<string, Schema>);
  const required = Array.isArray(schema.required) ? schema.required : [];
  return properties.flatMap(([name, part]) => {
    const { inner, suffix } = core(part);
    const path = `${prefix}${name}`;
    const row = { name: path, type: typeOf(part), isRequired: required.includes(name) && part.default === undefined };
    const isOpen = inner.properties !== undefined && depth < deepest;
    return isOpen ? [row, ...rowsOf(inner, `${path}${suffix}.`, depth + 1)] : [row];
  });
}

/** `string (uuid)`, `“in” or “out”`, `Case or null`, `list of Message`. */
export function typeOf(schema: Schema): Html {
  const name = nameOf(schema);
  if (name) return html`<a href="#object-${name}">${name}</a>`;
  if (schema.const !== undefined) return html`“${String(schema.const)}”`;
  if (Array.isArray(schema.enum)) return joined(schema.enum.map((value) => html`“${String(value)}”`));
  const variants = variantsOf(schema);
  if (variants.length > 0) return html`${joined(variants.map(typeOf))}${ending(schema)}`;
  if (schema.type === 'array') return html`list of ${typeOf((schema.items ?? {}) as Schema)}`;
  if (Array.isArray(schema.type)) return joined(schema.type.map((type) => html`${String(type)}`));
  return html`${typeof schema.type === 'string' ? schema.type : 'anything'}${bounds(schema)}${ending(schema)}`;
}

const joined = (parts: Html[]): Html => html`${parts.map((part, index) => (index === 0 ? part : html` or ${part}`))}`;
const ending = (schema: Schema): Html | null => (schema.default === undefined ? null : html`, default ${String(schema.default)}`);

function bounds({ format, minLength, maxLength, minimum, maximum }: Schema): string {
  const from = minLength ?? minimum;
  const to = maxLength ?? maximum;
  const unit = minLength !== undefined || maxLength !== undefined ? ' characters' : '';
  const span =
    from !== undefined && to !== undefined ? `${from}–${to}` : to !== undefined ? `up to ${to}` : from !== undefined ? `from ${from}` : '';
  const words = [format, span === '' ? undefined : `${span}${unit}`].filter((word) => word !== undefined);
  return words.length === 0 ? '' : ` (${words.join(', ')})`;
}
