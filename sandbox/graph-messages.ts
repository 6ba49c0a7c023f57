/** `POST /{phone_number_id}/messages`: a send, or a read receipt with or without typing. */
import { setTimeout as wait } from 'node:timers/promises';
import { checkSend, type Taken } from './check.ts';
import { type Fault, faultByNumber, faultByText } from './faults.ts';
import { type GraphError, missingParameter, whatsappError } from './graph-answer.ts';
import { spend } from './hub.ts';
import { own } from './lookup.ts';
import { acceptSend, type Network, readByBusiness } from './network.ts';
import type { Rates } from './rates.ts';
import type { BusinessNumber } from './world.ts';

/** `lost`: accepted, but the answer never arrives. */
export type Answered = { good: unknown } | { error: GraphError } | { lost: true };

export async function answerMessages(
  network: Network,
  rates: Rates,
  ask: { number: BusinessNumber; fields: Record<string, unknown> },
): Promise<Answered> {
  const { world } = network.hub;
  if (world.settings.answerDelayMs > 0) await wait(world.settings.answerDelayMs);
  return ask.fields.status === undefined ? send(network, rates, ask) : markRead(network, rates, ask);
}

type Ask = { number: BusinessNumber; fields: Record<string, unknown> };

async function send(network: Network, rates: Rates, { number, fields }: Ask): Promise<Answered> {
  const { hub } = network;
  const checked = checkSend(hub.world, number, fields);
  if ('error' in checked) return checked;
  const { taken } = checked;
  const fault = faultAtOnce(taken);
  if (fault) return { error: whatsappError(fault.code, fault.details) };
  const broken = rates.take({ phoneNumberId: number.phoneNumberId, pair: taken.customer?.id ?? taken.input, now: hub.clock.now() });
  if (broken !== null) return { error: whatsappError(broken, rateDetails[broken]) };
  if (spend(hub, 'failSends')) return { error: whatsappError(131000, 'Message failed to send due to an unknown error.') };
  const isLost = spend(hub, 'dropAnswers');
  const message = await acceptSend(network, number, taken);
  if (isLost) return { lost: true };
  return {
    good: { messaging_product: 'whatsapp', contacts: [{ input: taken.input, ...taken.contact }], messages: [{ id: message.wamid }] },
  };
}

const rateDetails = {
  130429: 'Cloud API message throughput has been reached.',
  131056:
    'Message failed to send because there were too many messages sent from this phone number to the same phone number in a short period of time.',
} as const;

function faultAtOnce({ content, customer }: Taken): Fault | null {
  const byText = faultByText(content.type === 'text' ? content.body : (content.caption ?? ''));
  const fault = byText ?? (customer ? faultByNumber(customer.number) : null);
  return fault?.when === 'at-once' ? fault : null;
}

async function markRead(network: Network, rates: Rates, { number, fields }: Ask): Promise<Answered> {
  const { world, clock } = network.hub;
  if (fields.messaging_product === undefined) return { error: missingParameter('messaging_product') };
  if (fields.status !== 'read') return { error: whatsappError(100, "Param status must be one of {'read'}") };
  if (fields.message_id === undefined) return { error: missingParameter('message_id') };
  const typing = fields.typing_indicator;
  if (typing !== undefined && (typeof typing !== 'object' || typing === null || !('type' in typing) || typing.type !== 'text'))
    return { error: whatsappError(131009, "Parameter 'typing_indicator.type' must be one of {text}") };
  const message = typeof fields.message_id === 'string' ? own(world.messages, fields.message_id) : undefined;
  if (message?.direction !== 'in' || message.phoneNumberId !== number.phoneNumberId)
    return { error: whatsappError(100, 'Please check the message ID you have provided.') };
  const broken = rates.take({ phoneNumberId: number.phoneNumberId, pair: null, now: clock.now() });
  if (broken !== null) return { error: whatsappError(broken, rateDetails[broken]) };
  await readByBusiness(network, message, typing !== undefined);
  return { good: { success: true } };
}
