/** Whoever has proved who they are is signed in: used by sign-in and set-up. */
import type { Me } from '#contract/people.ts';
import type { Call } from '../http/call.ts';
import { endSession, findSigned, insertSession, type Signed } from './sessions.ts';

/** A new token at every sign-in; the one before ends, so that none can be planted (T45). */
export async function startSession(call: Call, personId: string): Promise<Me> {
  const { context } = call;
  const token = await context.db.transact(async (db) => {
    if (call.signed) await endSession(db, call.signed.sessionId);
    return insertSession(db, context.newId(), personId);
  });
  const signed = await findSigned(context.db, token);
  if (!signed) throw new Error('The new session is not there.');
  call.setCookie('session', token);
  return describeMe(signed);
}

export function describeMe(signed: Signed): Me {
  const { name, email, language, role, channels, isAgent } = signed;
  return { id: signed.personId, name, email, language, role, permissions: [...signed.grants.permissions], channels, isAgent };
}
