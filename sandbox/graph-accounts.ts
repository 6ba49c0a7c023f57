/** The nodes around messages: the number, the account and the app with its webhook callback. */
import { randomInt } from 'node:crypto';
import { type GraphError, missingParameter, whatsappError } from './graph-answer.ts';
import { askedFields, type GraphCall } from './graph-call.ts';
import type { Answered } from './graph-messages.ts';
import type { Hub } from './hub.ts';
import type { BusinessNumber, World } from './world.ts';

type Node = Record<string, unknown> & { id: string };

function numberNode(world: World, { phoneNumberId, displayNumber, verifiedName }: BusinessNumber): Node {
  return {
    id: phoneNumberId,
    verified_name: verifiedName,
    code_verification_status: 'VERIFIED',
    display_phone_number: displayNumber,
    quality_rating: 'GREEN',
    platform_type: 'CLOUD_API',
    throughput: { level: world.settings.throughput },
    webhook_configuration: world.callback ? { application: world.callback.url } : {},
    name_status: 'APPROVED',
    status: 'CONNECTED',
    account_mode: 'SANDBOX',
    is_official_business_account: false,
    whatsapp_business_manager_messaging_limit: 'TIER_2K',
  };
}
const numberFields = [
  'verified_name',
  'code_verification_status',
  'display_phone_number',
  'quality_rating',
  'platform_type',
  'throughput',
  'webhook_configuration',
  'id',
];

const accountNode = ({ wabaId, wabaName }: World): Node => ({
  id: wabaId,
  name: wabaName,
  currency: 'KRW',
  timezone_id: '79',
  account_review_status: 'APPROVED',
  status: 'ACTIVE',
});

/** Only the fields asked for, and the id. */
function project(node: Node, asked: string[], type: string): Answered {
  const unknown = asked.find((name) => !Object.hasOwn(node, name));
  if (unknown !== undefined) return { error: noSuchField(unknown, type) };
  return { good: { ...Object.fromEntries(asked.map((name) => [name, node[name]])), id: node.id } };
}

const noSuchField = (name: string, type: string): GraphError => ({
  status: 400,
  message: `(#100) Tried accessing nonexisting field (${name}) on node type (${type})`,
  type: 'OAuthException',
  code: 100,
});

export const readNumber = (world: World, number: BusinessNumber, { fields }: GraphCall): Answered =>
  project(numberNode(world, number), askedFields(fields) ?? numberFields, 'WhatsAppBusinessPhoneNumber');

export const readAccount = (world: World, { fields }: GraphCall): Answered =>
  project(accountNode(world), askedFields(fields) ?? ['name', 'currency', 'timezone_id', 'id'], 'WhatsAppBusinessAccount');

export function listNumbers(world: World, { fields }: GraphCall): Answered {
  const asked = askedFields(fields) ?? numberFields;
  const nodes = world.numbers.map((number) => project(numberNode(world, number), asked, 'WhatsAppBusinessPhoneNumber'));
  const wrong = nodes.find((node) => 'error' in node);
  if (wrong) return wrong;
  const cursor = { before: 'QVFIUjA', after: 'QVFIUjk' };
  return { good: { data: nodes.map((node) => ('good' in node ? node.good : null)), paging: { cursors: cursor } } };
}

export function listApps({ appId, isSubscribed }: World): Answered {
  const app = { id: appId, link: `https://www.facebook.com/games/?app_id=${appId}`, name: 'Parley' };
  return { good: { data: isSubscribed ? [{ whatsapp_business_api_data: app }] : [] } };
}

export async function subscribe(hub: Hub, isSubscribed: boolean): Promise<Answered> {
  await hub.commit({ kind: 'subscribed', isSubscribed });
  return { good: { success: true } };
}

export function readSubscriptions({ callback }: World): Answered {
  if (!callback) return { good: { data: [] } };
  const fields = callback.fields.map((name) => ({ name, version: 'v26.0' }));
  return { good: { data: [{ object: 'whatsapp_business_account', callback_url: callback.url, active: true, fields }] } };
}

/** A callback holds once it has answered the handshake with the bare challenge. */
export async function setCallback(hub: Hub, { fields }: GraphCall): Promise<Answered> {
  for (const name of ['object', 'callback_url', 'verify_token']) if (fields[name] === undefined) return { error: missingParameter(name) };
  const { object, callback_url: url, verify_token: verifyToken } = fields;
  if (object !== 'whatsapp_business_account') return { error: whatsappError(100, "Param object must be 'whatsapp_business_account'") };
  if (typeof url !== 'string' || !/^https?:$/.test(URL.canParse(url) ? new URL(url).protocol : ''))
    return { error: whatsappError(100, 'Param callback_url must be a valid URI') };
  const problem = await shakeHands(url, String(verifyToken));
  if (problem !== null) return { error: notVerified(problem) };
  await hub.commit({ kind: 'callback', callback: { url, fields: fieldNames(fields.fields) } });
  return { good: { success: true } };
}

function fieldNames(fields: unknown): string[] {
  const names = Array.isArray(fields) ? fields.map(String) : typeof fields === 'string' ? fields.split(',') : [];
  const kept = names.map((name) => name.trim()).filter(Boolean);
  return kept.length > 0 ? kept : ['messages'];
}

const handshakeMs = 10_000;

async function shakeHands(callback: string, verifyToken: string): Promise<string | null> {
  const challenge = String(randomInt(1_000_000_000, 2_000_000_000));
  const url = new URL(callback);
  url.searchParams.set('hub.mode', 'subscribe');
  url.searchParams.set('hub.challenge', challenge);
  url.searchParams.set('hub.verify_token', verifyToken);
  try {
    const answer = await fetch(url, { redirect: 'manual', signal: AbortSignal.timeout(handshakeMs) });
    const body = await answer.text();
    if (answer.status !== 200) return `HTTP Status Code = ${answer.status}; HTTP Message = ${answer.statusText}`;
    return body === challenge ? null : 'The hub.challenge was not returned';
  } catch (cause) {
    return `Connection failed (${cause instanceof Error ? cause.name : 'unknown'})`;
  }
}

const notVerified = (problem: string): GraphError => ({
  status: 400,
  message: `(#2200) Callback verification failed with the following errors: ${problem}`,
  type: 'OAuthException',
  code: 2200,
});
