/** The parts of a running server: the HTTP edge and the workers of a message's way. */
import type { Context } from './context.ts';
import { openApp } from './http/app.ts';
import { handlers } from './http/handlers.ts';
import { openAppSecrets } from './inbound/app-secrets.ts';
import { registerWebhooks } from './inbound/receive.ts';
import { openStore } from './inbound/store.ts';

export async function startServer(context: Context): Promise<{ url: string; stop(): Promise<void> }> {
  const app = await openApp(context, handlers);
  const secrets = await openAppSecrets(context);
  registerWebhooks(app, {
    secretsOf: secrets.of,
    store: openStore(context.db).store,
    now: context.clock.now,
    newId: context.newId,
    refused: (reason) => context.metrics.webhooks.inc({ outcome: reason }),
  });
  const url = await app.listen({ port: context.config.port, host: context.config.host });
  const stop = async () => {
    await app.close();
    secrets.stop();
  };
  return { url, stop };
}
