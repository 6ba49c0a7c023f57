/** The account's token, opened for one call and kept nowhere. */
import type { Context } from '../context.ts';

export const tokenOf = (
  { vault }: Pick<Context, 'vault'>,
  { accountId, sealedToken }: { accountId: string; sealedToken: string },
): string => vault.open(sealedToken, { table: 'whatsapp_accounts', column: 'access_token', row: accountId });
