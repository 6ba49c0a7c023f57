/** What Prometheus may read at `/metrics`. Labels come from closed lists, never from customers. */
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';

export type Metrics = ReturnType<typeof openMetrics>;

const seconds = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10];

export function openMetrics() {
  const registry = new Registry();
  const registers = [registry];
  collectDefaultMetrics({ register: registry });
  return {
    registry,
    requests: new Histogram({
      name: 'parley_request_seconds',
      help: 'Time to answer an operation.',
      labelNames: ['operation', 'status'],
      buckets: seconds,
      registers,
    }),
    refusals: new Counter({ name: 'parley_refusals_total', help: 'Refusals by code.', labelNames: ['code'], registers }),
    webhooks: new Counter({ name: 'parley_webhooks_total', help: 'Webhook requests by outcome.', labelNames: ['outcome'], registers }),
    inboundItems: new Counter({
      name: 'parley_inbound_items_total',
      help: 'Items of webhooks by outcome.',
      labelNames: ['outcome'],
      registers,
    }),
    inboundLag: new Histogram({
      name: 'parley_inbound_lag_seconds',
      help: 'From arrival of a webhook to its effect.',
      buckets: seconds,
      registers,
    }),
    sends: new Counter({ name: 'parley_sends_total', help: 'Calls to WhatsApp by outcome.', labelNames: ['outcome'], registers }),
    decisions: new Counter({ name: 'parley_decisions_total', help: 'Routing decisions by outcome.', labelNames: ['outcome'], registers }),
    feedStreams: new Gauge({ name: 'parley_feed_streams', help: 'Open event streams.', registers }),
    feedEvents: new Counter({ name: 'parley_feed_events_total', help: 'Events told to streams.', registers }),
  };
}
