/** Whether Meta would take a message: field by field in the order Meta checks them. Written from Meta's text, never from our builder. */
import { limits } from '#cloud-api/limits.ts';
import { isBsuid } from '#cloud-api/webhook.ts';
import { type GraphError, missingParameter, whatsappError } from './graph-answer.ts';
import { own } from './lookup.ts';
import type { BusinessNumber, Customer, MessageContent, World } from './world.ts';

export type Taken = {
  input: string;
  /** Null: nobody here has this number; Meta accepts it and fails later. */
  customer: Customer | null;
  /** The address as the answer repeats it. */
  contact: { wa_id: string } | { user_id: string };
  isLost: boolean;
  content: MessageContent;
  isByLink: boolean;
  quotedWamid: string | null;
  opaque: string | null;
};
type Fields = Record<string, unknown>;
export type Checked = { error: GraphError } | { taken: Taken };

const knownTypes = [
  'text',
  'image',
  'video',
  'audio',
  'document',
  'sticker',
  'location',
  'contacts',
  'reaction',
  'interactive',
  'template',
];
const isFields = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value);
const wrong = (details: string): { error: GraphError } => ({ error: whatsappError(131009, details) });
const missing = (details: string): { error: GraphError } => ({ error: whatsappError(131008, details) });

export function checkSend(world: World, number: BusinessNumber, body: unknown): Checked {
  const fields = isFields(body) ? body : {};
  if (fields.messaging_product === undefined) return { error: missingParameter('messaging_product') };
  if (fields.messaging_product !== 'whatsapp') return { error: whatsappError(100, 'Param messaging_product must be one of {WHATSAPP}') };
  const address = checkAddress(world, number, fields);
  if ('error' in address) return address;
  const content = checkContent(world, fields);
  if ('error' in content) return content;
  const opaque = fields.biz_opaque_callback_data;
  if (opaque !== undefined && (typeof opaque !== 'string' || opaque.length > limits.opaqueCharacters))
    return wrong(`Parameter 'biz_opaque_callback_data' must be a string of at most ${limits.opaqueCharacters} characters`);
  const quoted = isFields(fields.context) ? fields.context.message_id : undefined;
  if (fields.context !== undefined && typeof quoted !== 'string') return missing("Parameter 'context.message_id' is mandatory");
  return { taken: { ...address, ...content, quotedWamid: typeof quoted === 'string' ? quoted : null, opaque: opaque ?? null } };
}

type Address = Pick<Taken, 'input' | 'customer' | 'contact' | 'isLost'>;

function checkAddress(world: World, number: BusinessNumber, fields: Fields): Address | { error: GraphError } {
  const { to, recipient, recipient_type: kind } = fields;
  if (kind !== undefined && kind !== 'individual') return wrong("Parameter 'recipient_type' must be 'individual' for this number");
  const customers = Object.values(world.customers);
  // When both are given, `to` wins.
  if (to === undefined) {
    if (recipient === undefined) return { error: missingParameter('to') };
    if (typeof recipient !== 'string' || !isBsuid(recipient)) return wrong("Parameter 'recipient' is not a valid user ID");
    const customer = customers.find(({ bsuid }) => bsuid === recipient) ?? null;
    return { input: recipient, customer, contact: { user_id: recipient }, isLost: false };
  }
  if (typeof to !== 'string') return wrong("Parameter 'to' must be a string");
  // A user id in the wrong field is accepted and never arrives: no status tells of it.
  if (isBsuid(to)) return { input: to, customer: null, contact: { user_id: to }, isLost: true };
  const digits = phoneDigits(to, number);
  if (digits === null) return wrong("Parameter 'to' is not a valid phone number");
  if (digits === number.displayNumber.replace(/\D/g, '')) return { error: whatsappError(131021, 'Recipient phone number is the sender') };
  const customer = world.customers[`c${digits}`] ?? null;
  return { input: to, customer, contact: { wa_id: digits }, isLost: false };
}

/** Without `+` the business's own country code is put before it, as Meta's table says. */
function phoneDigits(to: string, number: BusinessNumber): string | null {
  if (!/^\+?[\d\s().-]+$/.test(to)) return null;
  const digits = to.replace(/\D/g, '');
  const country = /^\+(\d+)/.exec(number.displayNumber)?.[1] ?? '';
  const full = to.trim().startsWith('+') ? digits : `${country}${digits}`;
  return full.length >= 7 && full.length <= 15 ? full : null;
}

type Content = Pick<Taken, 'content' | 'isByLink'>;

function checkContent(world: World, fields: Fields): Content | { error: GraphError } {
  const type = fields.type ?? 'text';
  if (typeof type !== 'string' || !knownTypes.includes(type)) return wrong(`Parameter 'type' must be one of {${knownTypes.join(', ')}}`);
  const payload = fields[type];
  if (!isFields(payload)) return missing(`Parameter '${type}' is mandatory for type '${type}'`);
  if (type === 'text') return checkText(payload);
  if (type === 'image') return checkImage(world, payload);
  return { error: whatsappError(131051, `This sandbox does not carry messages of type '${type}' yet; Meta does.`) };
}

function checkText(text: Fields): Content | { error: GraphError } {
  const { body, preview_url: preview } = text;
  if (body === undefined || body === '') return missing("Parameter 'text.body' is mandatory for type 'text'");
  if (typeof body !== 'string') return wrong("Parameter 'text.body' must be a string");
  if ([...body].length > limits.textCharacters)
    return wrong(`Parameter 'text.body' must be at most ${limits.textCharacters} characters long`);
  if (preview !== undefined && typeof preview !== 'boolean') return wrong("Parameter 'text.preview_url' must be a boolean");
  return { content: { type: 'text', body }, isByLink: false };
}

function checkImage(world: World, image: Fields): Content | { error: GraphError } {
  const { id, link, caption } = image;
  if (id === undefined && link === undefined) return missing("Parameter 'image.id' or 'image.link' is mandatory for type 'image'");
  if (id !== undefined && link !== undefined) return wrong("Only one of 'image.id' and 'image.link' may be given");
  if (caption !== undefined && (typeof caption !== 'string' || [...caption].length > limits.captionCharacters))
    return wrong(`Parameter 'image.caption' must be at most ${limits.captionCharacters} characters long`);
  const text = typeof caption === 'string' && caption !== '' ? caption : null;
  if (link !== undefined) {
    if (typeof link !== 'string' || !/^https?:\/\//.test(link)) return wrong("Parameter 'image.link' is not a valid URL");
    return { content: { type: 'image', mediaId: link, caption: text }, isByLink: true };
  }
  const media = typeof id === 'string' ? own(world.media, id) : undefined;
  if (!media || media.isDeleted) return wrong("Parameter 'image.id' is not the ID of uploaded media");
  if (!['image/jpeg', 'image/png'].includes(media.mimeType))
    return wrong(`Unsupported Image mime type ${media.mimeType}. Please use one of image/jpeg, image/png.`);
  return { content: { type: 'image', mediaId: media.id, caption: text }, isByLink: false };
}
