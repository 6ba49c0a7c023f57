import { describe, expect, test } from 'vitest';
import { firstWorld } from './first-world.ts';
import { newMessage } from './network.ts';
import { statusBody } from './payloads.ts';
import { fixture, openStage, shape, start } from './testing.ts';
import { serviceMonth } from './world.ts';

const haneul = 'c821000000011';

describe('one message on its way', () => {
  test('a customer’s text reaches the business as Meta would post it, and gets its ticks', async () => {
    const { driver, business, phoneNumberId, graph } = await openStage();
    const written = await driver.writes(haneul, '배송이 언제 오나요? 🛋');
    expect(written).toMatchObject({ direction: 'in', status: 'sent', at: start, isReadByBusiness: false });
    await driver.settle();
    const [heard] = business.heard;
    expect(heard?.isSigned).toBe(true);
    expect(heard?.raw).toMatch(/^[\x20-\x7e]+$/);
    expect(heard?.value.messages?.[0]).toMatchObject({
      from: '821000000011',
      id: written.wamid,
      timestamp: String(start / 1000),
      type: 'text',
      text: { body: '배송이 언제 오나요? 🛋' },
    });
    const posted = await fixture('inbound-text');
    const { username: _, ...profile } = { name: 'string', username: 'string' };
    const expected = shape(posted) as { entry: { changes: { value: { contacts: { profile: unknown }[] } }[] }[] };
    for (const contact of expected.entry[0]?.changes[0]?.value.contacts ?? []) contact.profile = profile;
    expect(shape(JSON.parse(heard?.raw ?? '{}'))).toEqual(expected);
    expect((await driver.chat(haneul))[0]?.status).toBe('delivered');
    await graph('POST', `${phoneNumberId}/messages`, { messaging_product: 'whatsapp', status: 'read', message_id: written.wamid });
    expect((await driver.chat(haneul))[0]?.isReadByBusiness).toBe(true);
  });

  test('a business’s answer is sent, delivered and read, each when its time has come', async () => {
    const { driver, business, sends } = await openStage();
    await driver.writes(haneul, 'hi');
    await driver.shows(haneul, true);
    const answer = await sends({ to: '+82 10-0000-0011', type: 'text', text: { body: '내일입니다' }, biz_opaque_callback_data: 'm=1' });
    const [{ id }] = answer.body.messages as [{ id: string }];
    const words = async () => {
      await driver.settle();
      return business.words();
    };
    expect(await words()).toEqual(['text']);
    await driver.moveClock(200);
    expect(await words()).toEqual(['text', 'sent']);
    await driver.moveClock(600);
    expect(await words()).toEqual(['text', 'sent', 'delivered']);
    await driver.moveClock(3_600_000);
    expect(await words()).toEqual(['text', 'sent', 'delivered', 'read']);
    const statuses = business.heard.flatMap(({ value }) => value.statuses ?? []);
    for (const status of statuses) expect(status).toMatchObject({ id, biz_opaque_callback_data: 'm=1', recipient_id: '821000000011' });
    expect(statuses.map(({ timestamp }) => Number(timestamp) * 1000 - start)).toEqual([0, 0, 1000]);
    expect(statuses[1]?.pricing).toEqual({ billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' });
    expect(statuses[2]?.pricing).toBeUndefined();
  });

  test('a chat nobody looks at is delivered but not read, a phone that is offline not even that', async () => {
    const { driver, business, sends } = await openStage();
    await driver.writes(haneul, 'hi');
    await driver.goes(haneul, false);
    await sends({ to: '+821000000011', text: { body: '안녕하세요' } });
    await driver.moveClock(60_000);
    await driver.settle();
    expect(business.words()).toEqual(['text', 'sent']);
    await driver.goes(haneul, true);
    await driver.moveClock(60_000);
    await driver.settle();
    expect(business.words()).toEqual(['text', 'sent', 'delivered']);
    expect((await driver.state()).customers.find(({ id }) => id === haneul)?.threads[0]?.unread).toBe(1);
    await driver.reads(haneul);
    await driver.settle();
    expect(business.words()).toEqual(['text', 'sent', 'delivered', 'read']);
  });

  test('what is written offline waits on the phone and leaves it in order', async () => {
    const { driver, business } = await openStage();
    await driver.goes(haneul, false);
    await driver.writes(haneul, 'one');
    await driver.writes(haneul, 'two');
    await driver.settle();
    expect(business.heard).toHaveLength(0);
    await driver.moveClock(5000);
    await driver.goes(haneul, true);
    await driver.settle();
    expect(business.heard.map(({ value }) => value.messages?.[0]?.text)).toEqual([{ body: 'one' }, { body: 'two' }]);
    expect(business.heard[0]?.value.messages?.[0]?.timestamp).toBe(String(start / 1000 + 5));
  });

  test('whoever hides the number is known by the user id alone, in both directions', async () => {
    const { driver, business, sends } = await openStage();
    const hidden = (await driver.state()).customers.find(({ isPhoneHidden }) => isPhoneHidden);
    const written = await driver.writes(hidden?.id ?? '', 'Hi, I am new here');
    await driver.settle();
    expect(shape(JSON.parse(business.heard[0]?.raw ?? '{}'))).toEqual(shape(await fixture('inbound-text-phone-hidden')));
    expect(JSON.stringify(business.heard[0]?.value)).not.toContain(`"${hidden?.number}"`);
    const answer = await sends({
      recipient: hidden?.bsuid,
      type: 'text',
      text: { body: 'Welcome' },
      context: { message_id: written.wamid },
    });
    expect(shape(answer.body)).toEqual(shape(await fixture('answer-sent-to-bsuid')));
    await driver.moveClock(1000);
    await driver.settle();
    expect(shape(JSON.parse(business.heard.at(-1)?.raw ?? '{}'))).toEqual(shape(await fixture('status-delivered-phone-hidden')));
  });

  test('an answer by quote carries the quoted message both ways', async () => {
    const { driver, business, sends } = await openStage();
    const question = await driver.writes(haneul, 'Where is it?');
    const answer = await sends({ to: '+821000000011', text: { body: 'Here' }, context: { message_id: question.wamid } });
    const [{ id }] = answer.body.messages as [{ id: string }];
    await driver.moveClock(1000);
    await driver.writes(haneul, 'Yes please', { quotedWamid: id });
    await driver.settle();
    expect(business.heard.at(-1)?.value.messages?.[0]?.context).toEqual({ from: '82200000100', id });
    const chat = await driver.chat(haneul);
    expect(chat.map(({ quote }) => quote?.text ?? null)).toEqual([null, 'Where is it?', 'Here']);
  });

  test('a text that names a fault, a number that carries one and a shut window fail later, each with its error', async () => {
    const { driver, business, sends } = await openStage();
    const unreachable = await driver.adds({ name: '없는 사람', language: 'ko', suffix: '0901' });
    await driver.writes(haneul, 'hi');
    await sends({ to: '+821000000011', text: { body: '!131049 hello' } });
    await sends({ to: `+${unreachable.number}`, text: { body: 'hello' } });
    await sends({ to: '+821000000012', text: { body: 'never wrote' } });
    await sends({ to: '+821099998888', text: { body: 'nobody' } });
    await driver.moveClock(200);
    await driver.settle();
    const failed = business.heard.filter(({ value }) => value.statuses);
    const codes = failed.map(({ value }) => (value.statuses?.[0]?.errors as { code: number }[] | undefined)?.[0]?.code);
    expect(codes.toSorted()).toEqual([131026, 131026, 131047, 131049]);
    for (const { raw } of failed) expect(shape(JSON.parse(raw))).toEqual(shape(await fixture('status-failed-131026')));
    await driver.moveClock(24 * 3_600_000);
    await sends({ to: '+821000000011', text: { body: 'a day later' } });
    await driver.moveClock(200);
    await driver.settle();
    expect(business.heard.at(-1)?.value.statuses?.[0]?.errors).toMatchObject([{ code: 131047 }]);
  });

  test('after a thousand service messages a month the next is charged', () => {
    const world = firstWorld(start);
    const [number, customer] = [world.numbers[0], world.customers[haneul]];
    if (!number || !customer) throw new Error('The first world has a number and a customer.');
    const message = {
      ...newMessage(number, start, { content: { type: 'text', body: 'x' }, quotedWamid: null }),
      wamid: 'w',
      input: '+821000000011',
    };
    const pricing = (delivered: number) => {
      world.serviceMessages[serviceMonth(number.phoneNumberId, start)] = delivered;
      const body = statusBody({ world, number, customer, message, step: { status: 'sent', at: start, code: null } });
      return (body as { entry: { changes: { value: { statuses: { pricing: unknown }[] } }[] }[] }).entry[0]?.changes[0]?.value.statuses[0]
        ?.pricing;
    };
    expect(pricing(999)).toEqual({ billable: false, pricing_model: 'PMP', type: 'free_customer_service', category: 'service' });
    expect(pricing(1000)).toEqual({ billable: true, pricing_model: 'PMP', type: 'regular', category: 'service' });
  });
});
