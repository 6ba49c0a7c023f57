/** The bodies Meta posts: a customer's message and the status of a business's. Hidden phones are left out, not empty. */
import { faultByCode, statusError } from './faults.ts';
import { own } from './lookup.ts';
import { type BusinessNumber, type Customer, type Media, type Message, type Step, serviceMonth, type World } from './world.ts';

type Body = Record<string, unknown>;
const seconds = (at: number): string => String(Math.floor(at / 1000));
export const digitsOf = (number: string): string => number.replace(/\D/g, '');

function envelope(world: World, number: BusinessNumber, value: Body): Body {
  const metadata = { display_phone_number: digitsOf(number.displayNumber), phone_number_id: number.phoneNumberId };
  const change = { value: { messaging_product: 'whatsapp', metadata, ...value }, field: 'messages' };
  return { object: 'whatsapp_business_account', entry: [{ id: world.wabaId, changes: [change] }] };
}

function contactOf(customer: Customer, showsUsername: boolean): Body {
  const username = showsUsername && customer.username !== null ? { username: customer.username } : {};
  const number = customer.isPhoneHidden ? {} : { wa_id: customer.number };
  return { profile: { name: customer.name, ...username }, ...number, user_id: customer.bsuid };
}

type Inbound = { world: World; number: BusinessNumber; customer: Customer; message: Message; mediaUrl: (media: Media) => string };

export function inboundBody({ world, number, customer, message, mediaUrl }: Inbound): Body {
  const quoted = message.quotedWamid === null ? undefined : own(world.messages, message.quotedWamid);
  const item = {
    ...(quoted ? { context: { from: authorOf(quoted, number, customer), id: quoted.wamid } } : {}),
    ...(customer.isPhoneHidden ? {} : { from: customer.number }),
    from_user_id: customer.bsuid,
    id: message.wamid,
    timestamp: seconds(message.at),
    ...contentOf(world, message, mediaUrl),
  };
  return envelope(world, number, { contacts: [contactOf(customer, true)], messages: [item] });
}

const authorOf = (quoted: Message, number: BusinessNumber, customer: Customer): string => {
  if (quoted.direction === 'out') return digitsOf(number.displayNumber);
  return customer.isPhoneHidden ? customer.bsuid : customer.number;
};

function contentOf(world: World, { content }: Message, mediaUrl: (media: Media) => string): Body {
  if (content.type === 'text') return { type: 'text', text: { body: content.body } };
  const media = world.media[content.mediaId];
  if (!media) throw new Error(`Media ${content.mediaId} of a message is not there.`);
  const image = {
    ...(content.caption === null ? {} : { caption: content.caption }),
    mime_type: media.mimeType,
    // Base64 in webhooks, hex in the answer of the media endpoint.
    sha256: Buffer.from(media.sha256, 'hex').toString('base64'),
    id: media.id,
    url: mediaUrl(media),
  };
  return { type: 'image', image };
}

type Told = { world: World; number: BusinessNumber; customer: Customer | null; message: Message; step: Step };

export function statusBody({ world, number, customer, message, step }: Told): Body {
  const { status } = step;
  const isFailed = status === 'failed';
  const item = {
    id: message.wamid,
    status,
    timestamp: seconds(step.at),
    ...recipientOf(message, customer, isFailed),
    ...(status === 'sent' || status === 'delivered' ? { pricing: pricingOf(world, message, step.at) } : {}),
    ...(message.opaque === null ? {} : { biz_opaque_callback_data: message.opaque }),
    ...(isFailed ? { errors: [errorOf(step.code)] } : {}),
  };
  // A username stands only in what the phone itself confirms; a failure says nothing about the customer.
  const contacts = isFailed || !customer ? {} : { contacts: [contactOf(customer, status !== 'sent')] };
  return envelope(world, number, { ...contacts, statuses: [item] });
}

function recipientOf(message: Message, customer: Customer | null, isFailed: boolean): Body {
  const isToUser = customer !== null && message.input === customer.bsuid;
  const isNumberKnown = !isToUser || customer.isPhoneHidden === false;
  const number = customer?.number ?? digitsOf(message.input);
  return {
    ...(isNumberKnown && number !== '' ? { recipient_id: number } : {}),
    ...(customer && (isToUser || !isFailed) ? { recipient_user_id: customer.bsuid } : {}),
  };
}

/** Since October 2026 service messages are charged after the first thousand of a number's month. */
const freeServiceMessages = 1000;

function pricingOf(world: World, message: Message, at: number): Body {
  const isFree = (world.serviceMessages[serviceMonth(message.phoneNumberId, at)] ?? 0) < freeServiceMessages;
  return { billable: !isFree, pricing_model: 'PMP', type: isFree ? 'free_customer_service' : 'regular', category: 'service' };
}

function errorOf(code: number | null): Body {
  const fault = faultByCode(code ?? 131000);
  if (!fault) throw new Error(`No fault has the code ${code}.`);
  return statusError(fault);
}
