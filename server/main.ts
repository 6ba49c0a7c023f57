/** Config → context → parts → stop cleanly; nothing else. */
import { readConfig } from './config.ts';
import { openContext } from './open.ts';
import { startServer } from './parts.ts';
import { projectFolder } from './project.ts';
import { orExplain } from './start-problem.ts';
import { onStopSignals } from './stop.ts';

await orExplain(async () => {
  const { context, close } = await openContext(readConfig(process.env, projectFolder));
  const { stop } = await startServer(context).catch(async (error) => {
    await close();
    throw error;
  });
  context.log.info({ port: context.config.port }, 'Parley listens.');
  onStopSignals(async () => {
    await stop();
    await close();
  });
});
