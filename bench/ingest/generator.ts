/**
 * The load, in a process of its own. Open loop: every webhook has its time by the plan, and its latency counts from then, so a
 * server that stalls is charged for all who would have come meanwhile (no coordinated omission).
 */
import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { type Item, signedRequest, type World, webhookBody } from './webhooks.ts';

export type Order = { world: World; port: number; sockets: number; perSecond: number; seconds: number; customers: number; run: string };
export type Outcome = { offered: number; stored: number; refused: number; broken: number; seconds: number; p50Ms: number; p99Ms: number };

/** 1 message : 3 statuses; the statuses tell of messages by the same run's number. */
function itemOf(order: Order, number: number): Item {
  const customer = Math.floor(number / 4) % order.customers;
  const wamid = `wamid.${order.run}.${Math.floor(number / 4)}`;
  const steps = ['sent', 'delivered', 'read'] as const;
  const status = steps[(number % 4) - 1];
  if (status === undefined) return { kind: 'message', wamid: `${wamid}.in`, customer, text: `안녕하세요, 주문 ${number} 언제 오나요? 🚚` };
  return { kind: 'status', wamid: `${wamid}.out`, customer, status };
}

async function generate(order: Order): Promise<Outcome> {
  const total = Math.floor(order.perSecond * order.seconds);
  const latencies: number[] = [];
  const tally = { stored: 0, refused: 0, broken: 0 };
  const idle: Socket[] = [];
  const due: number[] = [];
  const began = performance.now();
  let planned = 0;
  let answered = 0;
  let settle: () => void = () => undefined;
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });

  const answer = (status: number | null, number: number) => {
    latencies.push(performance.now() - began - (number / order.perSecond) * 1000);
    tally[status === 200 ? 'stored' : status === null ? 'broken' : 'refused'] += 1;
    answered += 1;
    if (answered === total) settle();
  };

  function open() {
    const socket = connect({ port: order.port, host: '127.0.0.1', noDelay: true });
    let current: number | undefined;
    let text = '';
    const send = (number: number) => {
      current = number;
      text = '';
      socket.write(signedRequest(order.world, webhookBody(order.world, itemOf(order, number), Math.floor(Date.now() / 1000)), order.port));
    };
    senders.set(socket, send);
    socket.setEncoding('latin1');
    socket.on('connect', () => free(socket));
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (current === undefined || !text.includes('\r\n\r\n')) return;
      const number = current;
      current = undefined;
      answer(Number(text.slice(9, 12)), number);
      free(socket);
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (current !== undefined) answer(null, current);
      const at = idle.indexOf(socket);
      if (at >= 0) idle.splice(at, 1);
      senders.delete(socket);
      if (answered < total) setTimeout(open, 50);
    });
  }
  const senders = new Map<Socket, (number: number) => void>();
  function free(socket: Socket) {
    const next = due.shift();
    if (next === undefined) idle.push(socket);
    else senders.get(socket)?.(next);
  }

  for (let socket = 0; socket < order.sockets; socket += 1) open();
  const plan = setInterval(() => {
    const until = Math.min(total, Math.floor(((performance.now() - began) / 1000) * order.perSecond));
    for (; planned < until; planned += 1) {
      const socket = idle.pop();
      if (socket) senders.get(socket)?.(planned);
      else due.push(planned);
    }
    if (planned === total) clearInterval(plan);
  }, 2);
  await settled;
  const seconds = (performance.now() - began) / 1000;
  for (const socket of senders.keys()) socket.destroy();
  latencies.sort((a, b) => a - b);
  const quantile = (part: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * part))] ?? 0;
  return { offered: total, ...tally, seconds, p50Ms: quantile(0.5), p99Ms: quantile(0.99) };
}

process.on('message', (order: Order) => {
  void generate(order).then((outcome) => process.send?.(outcome));
});
