/**
 * The load, in a process of its own. Open loop: every webhook has its time by the plan, and its latency counts from then, so a
 * server that stalls is charged for all who would have come meanwhile (no coordinated omission).
 */
import { connect, type Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { itemOf, type Run, signedRequest, type World, webhookBody } from './webhooks.ts';

export type Order = { world: World; port: number; sockets: number; perSecond: number; seconds: number; run: Run };
export type Outcome = {
  offered: number;
  stored: number;
  refused: number;
  broken: number;
  seconds: number;
  p50Ms: number;
  p99Ms: number;
  /** Numbers of the items that got no 200: nothing was promised about them. */
  unpromised: number[];
};
/** Said when the clock of the plan starts, as milliseconds since 1970. */
export type Began = { beganAt: number };

type Answer = (status: number | null, number: number) => void;

async function generate(order: Order): Promise<Outcome> {
  const total = Math.floor(order.perSecond * order.seconds);
  const latencies = new Float64Array(total);
  const tally = { stored: 0, refused: 0, broken: 0 };
  const unpromised: number[] = [];
  let answered = 0;
  let settle: () => void = () => undefined;
  const settled = new Promise<void>((resolve) => {
    settle = resolve;
  });
  const answer: Answer = (status, number) => {
    latencies[answered] = performance.now() - began - (number / order.perSecond) * 1000;
    tally[status === 200 ? 'stored' : status === null ? 'broken' : 'refused'] += 1;
    if (status !== 200) unpromised.push(number);
    answered += 1;
    if (answered === total) settle();
  };
  const requests = signAll(order, total);
  const line = openLine(order, requests, answer);
  await line.ready;
  const began = performance.now();
  process.send?.({ beganAt: performance.timeOrigin + began } satisfies Began);
  let planned = 0;
  const plan = setInterval(() => {
    const until = Math.min(total, Math.floor(((performance.now() - began) / 1000) * order.perSecond));
    for (; planned < until; planned += 1) line.post(planned);
    if (planned === total) clearInterval(plan);
  }, 2);
  await settled;
  const seconds = (performance.now() - began) / 1000;
  line.close();
  latencies.sort();
  const quantile = (part: number) => latencies[Math.min(total - 1, Math.floor(total * part))] ?? 0;
  return { offered: total, ...tally, seconds, p50Ms: quantile(0.5), p99Ms: quantile(0.99), unpromised };
}

/** Signed before the clock starts, so that the load leaves the machine to those who are measured. */
function signAll({ world, port, run, perSecond }: Order, total: number): Buffer[] {
  const now = Date.now() / 1000;
  return Array.from({ length: total }, (_, number) => {
    const body = webhookBody(world, itemOf(number, run), Math.floor(now + number / perSecond));
    return signedRequest(world, body, port);
  });
}

/** So many keep-alive connections, each with one request at a time as Meta's; whoever finds none free waits in line. */
function openLine({ port, sockets }: Order, requests: readonly Buffer[], answer: Answer) {
  const idle: ((number: number) => void)[] = [];
  const open = new Set<Socket>();
  const due: number[] = [];
  let next = 0;
  let isClosing = false;
  let connected: () => void = () => undefined;
  const ready = new Promise<void>((resolve) => {
    connected = resolve;
  });

  function dial() {
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    open.add(socket);
    let current: number | undefined;
    let text = '';
    const send = (number: number) => {
      current = number;
      text = '';
      socket.write(requests[number] ?? '');
    };
    const free = () => {
      const number = due[next];
      if (number === undefined) return void idle.push(send);
      next += 1;
      send(number);
    };
    socket.setEncoding('latin1');
    socket.on('connect', () => {
      free();
      if (idle.length === sockets) connected();
    });
    socket.on('data', (chunk: string) => {
      text += chunk;
      if (current === undefined || !text.includes('\r\n\r\n')) return;
      const number = current;
      current = undefined;
      answer(Number(text.slice(9, 12)), number);
      free();
    });
    socket.on('error', () => undefined);
    socket.on('close', () => {
      if (current !== undefined) answer(null, current);
      const at = idle.indexOf(send);
      if (at >= 0) idle.splice(at, 1);
      open.delete(socket);
      if (!isClosing) setTimeout(dial, 50);
    });
  }
  for (let socket = 0; socket < sockets; socket += 1) dial();
  return {
    ready,
    post: (number: number) => {
      const send = idle.pop();
      if (send) send(number);
      else due.push(number);
    },
    close: () => {
      isClosing = true;
      for (const socket of open) socket.destroy();
    },
  };
}

process.on('message', (order: Order) => {
  void generate(order).then((outcome) => process.send?.(outcome));
});
