/** Signed webhooks as Meta posts them: repeated until they are answered with 200, sometimes once more than that. */
import { createHmac, randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { System } from './system.ts';

export type Customers = { acknowledged: Set<string>; stop(): Promise<void> };

const howMany = 40;

export function letCustomersWrite(system: System, perSecond: number): Customers {
  const acknowledged = new Set<string>();
  let isStopping = false;
  const posting = new Set<Promise<void>>();
  const run = async () => {
    while (!isStopping) {
      const job = postUntilTaken(system, textMessage(system), acknowledged);
      posting.add(job);
      void job.finally(() => posting.delete(job));
      await wait(1_000 / perSecond);
    }
  };
  const running = run();
  return {
    acknowledged,
    stop: async () => {
      isStopping = true;
      await running;
      await Promise.all(posting);
    },
  };
}

type Posted = { wamid: string; body: string };

function textMessage({ connection }: System): Posted {
  const phone = `8210${20_000_000 + Math.floor(Math.random() * howMany)}`;
  const wamid = `wamid.${randomBytes(18).toString('base64')}`;
  const number = connection.numbers[0];
  const value = {
    messaging_product: 'whatsapp',
    metadata: { display_phone_number: number?.displayNumber.replace(/\D/g, ''), phone_number_id: number?.phoneNumberId },
    contacts: [{ profile: { name: `Soak ${phone}` }, wa_id: phone }],
    messages: [{ from: phone, id: wamid, timestamp: String(Math.floor(Date.now() / 1000)), type: 'text', text: { body: `hi ${wamid}` } }],
  };
  const entry = [{ id: connection.wabaId, changes: [{ field: 'messages', value }] }];
  return { wamid, body: JSON.stringify({ object: 'whatsapp_business_account', entry }) };
}

async function postUntilTaken(system: System, { wamid, body }: Posted, acknowledged: Set<string>): Promise<void> {
  const { appId, appSecret } = system.connection;
  const signature = createHmac('sha256', appSecret).update(body).digest('hex');
  const ask = () =>
    fetch(`${system.serverUrl}/webhooks/whatsapp/${appId}`, {
      method: 'POST',
      body,
      headers: { 'content-type': 'application/json', 'x-hub-signature-256': `sha256=${signature}` },
      signal: AbortSignal.timeout(10_000),
    }).then(
      (answer) => answer.status,
      () => 0,
    );
  while ((await ask()) !== 200) await wait(200);
  acknowledged.add(wamid);
  if (Math.random() < 0.1) await ask();
}
