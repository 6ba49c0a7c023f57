/** The control desk: everything the phones' pages and the tests do to the pretend world, below `/control`. */
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { limits } from '#cloud-api/limits.ts';
import { moveClock } from './control-clock.ts';
import { mayControl } from './control-guard.ts';
import { clockInput, customerChange, customerInput, pictureInput, settingsInput, shownInput, textInput } from './control-input.ts';
import { addCustomer } from './first-world.ts';
import { findNumber, own, threadOf } from './lookup.ts';
import type { Shelf } from './media.ts';
import { type Network, readAll, setOnline, setShown, writeAsCustomer } from './network.ts';
import type { Streams } from './stream.ts';
import { viewConnection, viewCustomer, viewMessage, viewWebhook, viewWorld } from './views.ts';
import type { Webhooks } from './webhooks.ts';
import type { BusinessNumber, Customer, Settings, World } from './world.ts';

export type Desk = { network: Network; shelf: Shelf; webhooks: Webhooks; streams: Streams; settle(): Promise<void> };

class Problem extends Error {
  readonly status: number;
  constructor(status: number, sentence: string) {
    super(sentence);
    this.status = status;
  }
}

export function serveControl(app: FastifyInstance, desk: Desk): void {
  app.addHook('onRequest', async (request, reply) => {
    if (!mayControl(request))
      return reply.code(403).send({ problem: 'Only pages of the sandbox and programs on this machine may drive it.' });
    reply.header('cache-control', 'no-store');
    return undefined;
  });
  app.setErrorHandler(explain);
  serveWorld(app, desk);
  serveCustomers(app, desk);
  serveWriting(app, desk);
  serveWebhooks(app, desk);
}

function explain(error: unknown, _: FastifyRequest, reply: FastifyReply): FastifyReply {
  if (error instanceof Problem) return reply.code(error.status).send({ problem: error.message });
  if (error instanceof z.ZodError)
    return reply.code(400).send({ problem: error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`).join(' ') });
  const status = (error as { statusCode?: number }).statusCode ?? 500;
  if (status >= 500) process.stderr.write(`${error instanceof Error ? error.stack : String(error)}\n`);
  return reply.code(status).send({ problem: status >= 500 ? 'The sandbox failed.' : String((error as Error).message) });
}

/** Bodies arrive as bytes, because Graph takes them in many forms. */
function bodyOf<T>(request: FastifyRequest, shape: z.ZodType<T>): T {
  try {
    return shape.parse(JSON.parse(Buffer.isBuffer(request.body) ? request.body.toString('utf8') : '{}'));
  } catch (error) {
    throw error instanceof SyntaxError ? new Problem(400, 'The body is no JSON.') : error;
  }
}

const param = (request: FastifyRequest, name: string): string => (request.params as Record<string, string>)[name] ?? '';

function customerFor({ network: { hub } }: Desk, request: FastifyRequest): Customer {
  const id = param(request, 'customerId');
  const customer = own(hub.world.customers, id);
  if (!customer) throw new Problem(404, `There is no customer ${id}.`);
  return customer;
}

function numberFor(world: World, phoneNumberId: string | undefined): BusinessNumber {
  const number = phoneNumberId === undefined ? world.numbers[0] : findNumber(world, phoneNumberId);
  if (!number) throw new Problem(404, 'There is no such number.');
  return number;
}

function serveWorld(app: FastifyInstance, { network, streams, settle }: Desk): void {
  const { hub, presence } = network;
  app.get('/connection', () => {
    const { appId, appSecret, verifyToken, accessToken, portfolioId, wabaId, wabaName, numbers } = hub.world;
    return { appId, appSecret, verifyToken, accessToken, portfolioId, wabaId, wabaName, numbers, ...viewConnection(hub.world) };
  });
  app.get('/world', () => viewWorld(hub.world, hub.clock, presence.isShown));
  app.get('/stream', (request, reply) => streams.open(request, reply));
  app.patch('/settings', async (request) => {
    const given = Object.entries(bodyOf(request, settingsInput)).filter(([, value]) => value !== undefined);
    const settings: Settings = { ...hub.world.settings, ...Object.fromEntries(given) };
    await hub.commit({ kind: 'settings', settings });
    // What rested because of the old settings may go on.
    for (const customer of Object.values(hub.world.customers)) network.course.wake(customer);
    return settings;
  });
  app.post('/clock', (request) => moveClock(hub, bodyOf(request, clockInput).byMs));
  app.post('/settle', async () => {
    await settle();
    return {};
  });
}

function serveCustomers(app: FastifyInstance, desk: Desk): void {
  const { network } = desk;
  const { hub, presence } = network;
  const view = (customer: Customer) => viewCustomer(hub.world, hub.world.customers[customer.id] ?? customer, presence.isShown(customer.id));
  app.post('/customers', async (request, reply) => {
    const customer = addCustomer(hub.world, bodyOf(request, customerInput), hub.clock.now());
    if (!customer) throw new Problem(409, 'There is a phone with this number or username already.');
    await hub.commit({ kind: 'customer', customer });
    return reply.code(201).send(view(customer));
  });
  app.patch('/customers/:customerId', async (request) => {
    const customer = customerFor(desk, request);
    await setOnline(network, customer, bodyOf(request, customerChange).isOnline);
    return view(customer);
  });
  app.put('/customers/:customerId/shown', (request) => {
    const customer = customerFor(desk, request);
    const { isShown, leaseMs = null } = bodyOf(request, shownInput);
    setShown(network, customer, { isShown, leaseMs });
    return {};
  });
  app.post('/customers/:customerId/read', async (request) => {
    await readAll(network, customerFor(desk, request));
    return {};
  });
}

const mostMessages = 500;

function serveWriting(app: FastifyInstance, desk: Desk): void {
  const { network, shelf } = desk;
  const { hub } = network;
  app.get('/customers/:customerId/messages', (request) => {
    const { phoneNumberId, limit } = request.query as { phoneNumberId?: string; limit?: string };
    const number = numberFor(hub.world, phoneNumberId);
    const thread = threadOf(hub.world, number.phoneNumberId, customerFor(desk, request).id);
    return thread.slice(-(Number(limit) || mostMessages)).map((message) => viewMessage(hub.world, message));
  });
  app.post('/customers/:customerId/messages', async (request, reply) => {
    const customer = customerFor(desk, request);
    const { text, phoneNumberId, quotedWamid = null } = bodyOf(request, textInput);
    const number = numberFor(hub.world, phoneNumberId);
    return reply.code(201).send(await say({ number, customer, content: { type: 'text', body: text }, quotedWamid }));
  });
  app.post('/customers/:customerId/pictures', async (request, reply) => {
    const customer = customerFor(desk, request);
    const { phoneNumberId, caption, quotedWamid = null } = pictureInput.parse(request.query);
    const number = numberFor(hub.world, phoneNumberId);
    const mediaId = await keepPicture(shelf, number, request);
    const content = { type: 'image' as const, mediaId, caption: caption === undefined || caption === '' ? null : caption };
    return reply.code(201).send(await say({ number, customer, content, quotedWamid }));
  });
  app.get('/media/:mediaId', async (request, reply) => {
    const media = shelf.find(param(request, 'mediaId'));
    if (!media) throw new Problem(404, 'The picture is not there any more.');
    return reply
      .header('content-type', media.mimeType)
      .header('cache-control', 'private, max-age=86400')
      .send(await shelf.read(media));
  });
  /** With everything a test wants to know, such as the correlation data of a business. */
  app.get('/messages', () => Object.values(hub.world.messages));

  async function say(written: Parameters<typeof writeAsCustomer>[1]): Promise<unknown> {
    if (written.quotedWamid !== null && !isInThread(hub.world, written)) throw new Problem(404, 'The quoted message is not in this chat.');
    return viewMessage(hub.world, await writeAsCustomer(network, written));
  }
}

function isInThread(world: World, written: { quotedWamid: string | null; customer: Customer }): boolean {
  return own(world.messages, written.quotedWamid ?? '')?.customerId === written.customer.id;
}

async function keepPicture(shelf: Shelf, { phoneNumberId }: BusinessNumber, request: FastifyRequest): Promise<string> {
  const mimeType = request.headers['content-type'] ?? '';
  if (!['image/jpeg', 'image/png'].includes(mimeType)) throw new Problem(415, 'A picture is image/jpeg or image/png.');
  if (!Buffer.isBuffer(request.body) || request.body.length === 0) throw new Problem(400, 'The picture is empty.');
  if (request.body.length > limits.imageBytes) throw new Problem(413, 'The picture is bigger than 5 MB.');
  const media = await shelf.keep({ bytes: request.body, mimeType, phoneNumberId, lifeMs: limits.inboundMediaMs });
  if (media.width === null) throw new Problem(400, 'This is no picture.');
  return media.id;
}

const mostWebhooks = 200;

function serveWebhooks(app: FastifyInstance, { network: { hub }, webhooks }: Desk): void {
  const find = (request: FastifyRequest) => {
    const webhook = own(hub.world.webhooks, param(request, 'webhookId'));
    if (!webhook) throw new Problem(404, 'This webhook is not in the log any more.');
    return webhook;
  };
  app.get('/webhooks', () => Object.values(hub.world.webhooks).slice(-mostWebhooks).map(viewWebhook));
  app.get('/webhooks/:webhookId', (request) => {
    const webhook = find(request);
    return { ...viewWebhook(webhook), body: JSON.parse(webhook.body) as unknown };
  });
  app.post('/webhooks/:webhookId/resend', (request) => {
    if (!webhooks.resend(find(request).id)) throw new Problem(409, 'It is on its way right now.');
    return {};
  });
}
