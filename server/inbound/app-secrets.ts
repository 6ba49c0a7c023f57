/** The Meta apps' secrets, opened once and kept in memory; read again when somebody changes what may come in. */
import type { Context } from '../context.ts';
import type { AppSecrets } from './receive.ts';

type Row = { id: string; app_secret: string; verify_token: string };

export async function openAppSecrets({ db, vault, log }: Pick<Context, 'db' | 'vault' | 'log'>) {
  let known = await read();

  async function read(): Promise<Map<string, AppSecrets>> {
    const rows = await db.rows<Row>('select id, app_secret, verify_token from meta_apps');
    return new Map(rows.map((row) => [row.id, opened(row)]));
  }

  function opened({ id, app_secret, verify_token }: Row): AppSecrets {
    const secret = vault.open(app_secret, { table: 'meta_apps', column: 'app_secret', row: id });
    const verifyToken = vault.open(verify_token, { table: 'meta_apps', column: 'verify_token', row: id });
    return { secrets: secret === '' ? [] : [secret], verifyToken };
  }

  const reload = () => {
    read().then(
      (fresh) => {
        known = fresh;
      },
      (err) => log.warn({ err, part: 'webhooks' }, 'The Meta apps could not be read again.'),
    );
  };
  db.wakes.on('access', reload);
  return { of: (metaAppId: string) => known.get(metaAppId), stop: () => db.wakes.off('access', reload) };
}
