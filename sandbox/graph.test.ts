import { describe, expect, test } from 'vitest';
import { fixture, openStage, type Stage, shape } from './testing.ts';

const to = '+821000000011';
const text = { to, type: 'text', text: { body: 'hello' } };
type ErrorBody = {
  error: { code: number; error_subcode?: number; message: string; type: string; fbtrace_id: string; error_data?: { details: string } };
};
const errorOf = ({ body }: { body: Record<string, unknown> }) => (body as ErrorBody).error;

describe('what a send may contain, in the order Meta looks', () => {
  /** Each case breaks its own rule and every later one: the answer names the first. */
  const everythingWrong = {
    messaging_product: 'sms',
    to: 'nobody',
    type: 'hologram',
    biz_opaque_callback_data: 'x'.repeat(600),
    context: {},
  };
  const long = 'ㄱ'.repeat(4097);
  test.each<[string, Record<string, unknown>, number, string]>([
    ['another product', everythingWrong, 100, 'messaging_product'],
    ['no recipient', { ...everythingWrong, messaging_product: 'whatsapp', to: undefined }, 100, 'to is required'],
    ['a recipient that is no number', { ...everythingWrong, messaging_product: 'whatsapp' }, 131009, "'to'"],
    ['the sender itself', { ...everythingWrong, messaging_product: 'whatsapp', to: '+82 2-0000-0100' }, 131021, 'sender'],
    ['a type nobody knows', { ...everythingWrong, messaging_product: 'whatsapp', to }, 131009, "'type'"],
    ['no payload for the type', { to, type: 'text', biz_opaque_callback_data: 'x'.repeat(600) }, 131008, "'text'"],
    ['an empty text', { to, type: 'text', text: { body: '' } }, 131008, 'text.body'],
    ['a text that is too long', { to, type: 'text', text: { body: long } }, 131009, '4096'],
    ['a picture nobody uploaded', { to, type: 'image', image: { id: '1' } }, 131009, 'image.id'],
    ['a picture by a name every object has', { to, type: 'image', image: { id: 'constructor' } }, 131009, 'not the ID of uploaded media'],
    ['a caption that is too long', { to, type: 'image', image: { id: '1', caption: 'x'.repeat(1025) } }, 131009, 'image.caption'],
    ['correlation data that is too long', { ...text, biz_opaque_callback_data: 'x'.repeat(513) }, 131009, 'biz_opaque_callback_data'],
    ['a quote without an id', { ...text, context: {} }, 131008, 'context.message_id'],
    ['a type the sandbox does not carry yet', { to, type: 'sticker', sticker: { id: '1' } }, 131051, 'sticker'],
  ])('%s', async (_, fields, code, named) => {
    const { sends } = await openStage();
    const answer = await sends(fields);
    expect(answer.status).toBe(400);
    expect(errorOf(answer).code).toBe(code);
    expect(`${errorOf(answer).message} ${errorOf(answer).error_data?.details}`).toContain(named);
    expect(answer.headers.get('x-fb-request-id')).toBe(errorOf(answer).fbtrace_id);
  });

  test('without a product, with a body that is no JSON, or with a product in the query: what stands counts', async () => {
    const { graph, phoneNumberId, sandbox, connection } = await openStage();
    const path = `${phoneNumberId}/messages`;
    expect(errorOf(await graph('POST', path, text)).message).toBe('(#100) The parameter messaging_product is required.');
    const headers = { authorization: `Bearer ${connection.accessToken}`, 'content-type': 'application/json' };
    const broken = await fetch(new URL(`/v26.0/${path}`, sandbox.baseUrl), { method: 'POST', headers, body: '{"to":' });
    expect(((await broken.json()) as ErrorBody).error.code).toBe(100);
    expect((await graph('POST', `${path}?messaging_product=whatsapp`, text)).status).toBe(200);
  });

  test.each([
    ['without a boundary', 'multipart/form-data'],
    ['with another boundary', 'multipart/form-data; boundary=other'],
  ])('a form %s has no fields: the first one required is missing', async (_, type) => {
    const { sandbox, connection, phoneNumberId } = await openStage();
    const body = '--one\r\ncontent-disposition: form-data; name="messaging_product"\r\n\r\nwhatsapp\r\n--one--\r\n';
    const headers = { authorization: `Bearer ${connection.accessToken}`, 'content-type': type };
    const answer = await fetch(`${sandbox.baseUrl}/v26.0/${phoneNumberId}/media`, { method: 'POST', headers, body });
    expect([answer.status, ((await answer.json()) as ErrorBody).error]).toMatchObject([
      400,
      { code: 100, type: 'OAuthException', message: '(#100) The parameter messaging_product is required.' },
    ]);
  });

  test('a path that cannot be decoded is answered in Meta’s shape', async () => {
    const { graph } = await openStage();
    const answer = await graph('POST', '%zz/messages', text);
    expect([answer.status, errorOf(answer)]).toMatchObject([400, { code: 2500, message: 'Unknown path components: /v26.0/%zz/messages' }]);
    expect(answer.headers.get('facebook-api-version')).toBe('v26.0');
  });

  test('names that every object has are no fields, and no messages to quote or to read', async () => {
    const { graph, sends, driver, phoneNumberId } = await openStage();
    for (const name of ['__proto__', 'constructor', 'toString'])
      expect(errorOf(await graph('GET', `${phoneNumberId}?fields=${name}`)).message).toContain(`nonexisting field (${name})`);
    const receipt = { messaging_product: 'whatsapp', status: 'read', message_id: 'constructor' };
    expect(errorOf(await graph('POST', `${phoneNumberId}/messages`, receipt)).code).toBe(100);
    expect((await sends({ ...text, context: { message_id: 'constructor' } })).status).toBe(200);
    await driver.settle();
    expect(await driver.chat('c821000000011')).toMatchObject([{ quote: null }]);
  });

  test('the token comes before everything, the object before the body', async () => {
    const { graph, driver, phoneNumberId } = await openStage();
    const wrong = { authorization: 'Bearer EAAwrong' };
    expect(errorOf(await graph('POST', '999/messages', {}, wrong))).toMatchObject({ code: 190, type: 'OAuthException' });
    expect(errorOf(await graph('POST', '999/messages', {}, { authorization: '' })).code).toBe(2500);
    const unknown = await graph('POST', '999/messages', {});
    expect(errorOf(unknown)).toMatchObject({ code: 100, error_subcode: 33, type: 'GraphMethodException' });
    expect(errorOf(unknown).message).toContain("Unsupported post request. Object with ID '999'");
    await driver.settings({ tokenExpired: true });
    const expired = await graph('POST', `${phoneNumberId}/messages`, {});
    expect([expired.status, shape(expired.body)]).toEqual([401, shape(await fixture('answer-error-190'))]);
    expect(expired.headers.get('www-authenticate')).toContain('invalid_token');
  });

  test('an accepted send answers with what was written, the number and an id', async () => {
    const { sends, driver } = await openStage();
    const answer = await sends({ ...text, to: '+82 (10) 0000-0011' });
    expect(answer.body).toMatchObject({ contacts: [{ input: '+82 (10) 0000-0011', wa_id: '821000000011' }] });
    expect(answer.headers.get('facebook-api-version')).toBe('v26.0');
    // Without + Meta puts the business’s own country in front.
    expect((await sends({ ...text, to: '10 0000 0011' })).body).toMatchObject({ contacts: [{ wa_id: '821000000011' }] });
    expect(await driver.messages()).toHaveLength(2);
  });

  test('a user id in the wrong field is accepted and never heard of again', async () => {
    const { sends, driver, business } = await openStage();
    const [customer] = (await driver.state()).customers;
    expect((await sends({ ...text, to: customer?.bsuid })).status).toBe(200);
    await driver.moveClock(60_000);
    await driver.settle();
    expect(business.heard).toEqual([]);
  });
});

describe('how fast a number may send', () => {
  test('a burst of 45 to one customer is borrowed and must be waited out; others are not touched', async () => {
    const { sends, driver } = await openStage();
    for (let sent = 0; sent < 45; sent += 1) expect((await sends(text)).status).toBe(200);
    const refused = await sends(text);
    expect(shape(refused.body)).toEqual(shape(await fixture('answer-error-131056')));
    expect((await sends({ ...text, to: '+821000000012' })).status).toBe(200);
    await driver.moveClock(45 * 6000 - 1);
    expect(errorOf(await sends(text)).code).toBe(131056);
    await driver.moveClock(1);
    expect((await sends(text)).status).toBe(200);
  });

  test('the number takes 80 calls a second, read receipts too', async () => {
    const { sends, driver, graph, phoneNumberId } = await openStage();
    const { wamid } = await driver.writes('c821000000011', 'hi');
    for (let call = 0; call < 80; call += 1)
      await graph('POST', `${phoneNumberId}/messages`, { messaging_product: 'whatsapp', status: 'read', message_id: wamid });
    const refused = await sends(text);
    expect(shape(refused.body)).toEqual(shape(await fixture('answer-error-130429')));
    await driver.moveClock(1000);
    expect((await sends(text)).status).toBe(200);
  });
});

describe('read receipts and typing', () => {
  test('a receipt marks the message and all before it; an unknown id is refused', async () => {
    const { driver, graph, phoneNumberId } = await openStage();
    const [, second] = [
      await driver.writes('c821000000011', '1'),
      await driver.writes('c821000000011', '2'),
      await driver.writes('c821000000011', '3'),
    ];
    const receipt = (id: string) => ({
      ...{ messaging_product: 'whatsapp', status: 'read', message_id: id },
      typing_indicator: { type: 'text' },
    });
    expect((await graph('POST', `${phoneNumberId}/messages`, receipt(second.wamid))).body).toEqual({ success: true });
    expect((await driver.chat('c821000000011')).map(({ isReadByBusiness }) => isReadByBusiness)).toEqual([true, true, false]);
    const unknown = await graph('POST', `${phoneNumberId}/messages`, receipt('wamid.nobody'));
    expect(errorOf(unknown)).toMatchObject({ code: 100, error_data: { details: 'Please check the message ID you have provided.' } });
  });
});

const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAYAAAD0In+KAAAAEUlEQVR4nGP4z8DwHwyBBAMAQuQE/YUXl3cAAAAASUVORK5CYII=', 'base64');

async function upload({ graph, phoneNumberId }: Stage, bytes: Buffer, type: string): ReturnType<Stage['graph']> {
  const form = new FormData();
  form.set('messaging_product', 'whatsapp');
  form.set('type', type);
  form.set('file', new Blob([new Uint8Array(bytes)], { type }), 'x');
  return graph('POST', `${phoneNumberId}/media`, form);
}

describe('media', () => {
  test('what was uploaded can be read for five minutes by its address, sent, and deleted', async () => {
    const stage = await openStage();
    const { graph, driver, connection, phoneNumberId, sends } = stage;
    const id = String((await upload(stage, png, 'image/png')).body.id);
    const { body } = await graph('GET', `${id}?phone_number_id=${phoneNumberId}`);
    expect(body).toMatchObject({ id, mime_type: 'image/png', file_size: png.length, messaging_product: 'whatsapp' });
    expect(body.sha256).toMatch(/^[0-9a-f]{64}$/);
    const bytes = (authorization: string) => fetch(String(body.url), { headers: { authorization } });
    const good = await bytes(`Bearer ${connection.accessToken}`);
    expect([good.status, Buffer.from(await good.arrayBuffer())]).toEqual([200, png]);
    expect((await bytes('Bearer nobody')).status).toBe(404);
    await driver.moveClock(5 * 60_000 + 1000);
    expect((await bytes(`Bearer ${connection.accessToken}`)).status).toBe(404);
    expect(errorOf(await graph('GET', `${id}?phone_number_id=1`)).code).toBe(100);
    expect((await sends({ to, type: 'image', image: { id, caption: 'here' } })).status).toBe(200);
    expect((await graph('DELETE', id)).body).toEqual({ success: true });
    expect(errorOf(await graph('GET', id)).error_subcode).toBe(33);
  });

  test('types and sizes Meta does not take are refused, a broken picture only after it was sent', async () => {
    const stage = await openStage();
    expect(errorOf(await upload(stage, png, 'image/gif')).message).toContain('Param file must be a file with one of the following types');
    expect(errorOf(await upload(stage, Buffer.alloc(5 * 1024 * 1024 + 1), 'image/jpeg')).code).toBe(131053);
    const id = (await upload(stage, Buffer.from('no picture'), 'image/jpeg')).body.id;
    await stage.driver.writes('c821000000011', 'hi');
    expect((await stage.sends({ to, type: 'image', image: { id } })).status).toBe(200);
    await stage.driver.moveClock(1000);
    await stage.driver.settle();
    expect(stage.business.heard.at(-1)?.value.statuses?.[0]?.errors).toMatchObject([{ code: 131053 }]);
  });

  test('a customer’s picture arrives with its base64 hash and can be fetched like any media', async () => {
    const { driver, business, graph } = await openStage();
    await driver.sendsPicture('c821000000011', { bytes: png, mimeType: 'image/png', caption: '긁힘' });
    await driver.settle();
    expect(business.heard).toHaveLength(1);
    const image = business.heard[0]?.value.messages?.[0]?.image as Record<string, string>;
    expect(shape(image)).toEqual({ caption: 'string', mime_type: 'string', sha256: 'string', id: 'string', url: 'string' });
    const { body } = await graph('GET', String(image.id));
    expect(Buffer.from(String(body.sha256), 'hex').toString('base64')).toBe(image.sha256);
  });
});

describe('the nodes around it', () => {
  test('a number tells its fields, only those asked for, and refuses unknown ones', async () => {
    const { graph, phoneNumberId, connection } = await openStage();
    expect((await graph('GET', phoneNumberId)).body).toMatchObject({ id: phoneNumberId, display_phone_number: '+82 2-0000-0100' });
    expect((await graph('GET', `${phoneNumberId}?fields=status,throughput%7Blevel%7D`)).body).toEqual({
      id: phoneNumberId,
      status: 'CONNECTED',
      throughput: { level: 'STANDARD' },
    });
    expect(errorOf(await graph('GET', `${phoneNumberId}?fields=foo`)).message).toContain('nonexisting field (foo)');
    expect((await graph('GET', `${connection.wabaId}/phone_numbers`)).body.data).toHaveLength(1);
  });

  test('a callback holds only after its handshake, and an account tells nothing without subscribed apps', async () => {
    const { graph, driver, business, connection } = await openStage();
    const { appId, appSecret, wabaId } = connection;
    const wish = { object: 'whatsapp_business_account', callback_url: business.url, verify_token: 'wrong', fields: 'messages' };
    const refused = await graph('POST', `${appId}/subscriptions`, wish, { authorization: `Bearer ${appId}|${appSecret}` });
    expect(errorOf(refused)).toMatchObject({ code: 2200 });
    expect(errorOf(await graph('POST', `${appId}/subscriptions`, wish)).code).toBe(190);
    expect((await graph('DELETE', `${wabaId}/subscribed_apps`)).body).toEqual({ success: true });
    await driver.writes('c821000000011', 'nobody hears this');
    await driver.settle();
    expect(business.heard).toEqual([]);
    await graph('POST', `${wabaId}/subscribed_apps`, {});
    expect((await graph('GET', `${wabaId}/subscribed_apps`)).body.data).toHaveLength(1);
  });
});

describe('faults on the way of a call', () => {
  test('a failed send was not taken, a lost answer was', async () => {
    const { sends, driver, business } = await openStage();
    await driver.writes('c821000000011', 'hi');
    await driver.settings({ failSends: 1, dropAnswers: 1 });
    expect((await sends(text)).status).toBe(500);
    await expect(sends({ ...text, biz_opaque_callback_data: 'm=7' })).rejects.toThrow();
    expect((await sends(text)).status).toBe(200);
    expect((await driver.messages()).filter(({ direction }) => direction === 'out')).toHaveLength(2);
    await driver.moveClock(200);
    await driver.settle();
    expect(business.heard.some(({ value }) => value.statuses?.[0]?.biz_opaque_callback_data === 'm=7')).toBe(true);
  });

  test('a fault of the kind that is told at once is an answer, not a status', async () => {
    const { sends } = await openStage();
    expect(errorOf(await sends({ ...text, text: { body: '!130429' } })).code).toBe(130429);
  });
});
