/** Signing in and out, and one's own preferences. */
import type { Me } from '#contract/people.ts';
import type { Call, Handlers, SignedCall } from '../http/call.ts';
import { Refusal } from '../refusal.ts';
import { countAttempt, deviceToken } from './attempts.ts';
import { isPassword } from './passwords.ts';
import { findDemoPerson, findPersonByEmail, selectWelcome, updateLanguage } from './queries.ts';
import { endSession, findSigned, insertSession, type Signed } from './sessions.ts';

const deviceSeconds = 365 * 86_400;

export const peopleHandlers = {
  readWelcome: async ({ context }) => {
    const { isSandbox, sandboxPort } = context.config;
    const welcome = await selectWelcome(context.db, isSandbox);
    return { ...welcome, isSandbox, sandboxUrl: isSandbox ? `http://localhost:${sandboxPort}` : null };
  },
  signIn: async (call, { email, password }) => {
    const { context } = call;
    const attempt = { email, address: call.address, device: call.readCookie('device') };
    const counted = await countAttempt(context.db, context.hashKey, attempt);
    const person = await findPersonByEmail(context.db, email);
    if (!(await isPassword(person?.passwordHash, password)) || !person) throw new Refusal('wrong-credentials');
    await counted.forget();
    call.setCookie('device', deviceToken(context.hashKey, email), { maxAgeSeconds: deviceSeconds });
    return startSession(call, person.id);
  },
  signInAsDemo: async (call, { personId }) => {
    if (!call.context.config.isSandbox) throw new Refusal('sandbox-only');
    const person = await findDemoPerson(call.context.db, personId);
    if (!person) throw new Refusal('not-found');
    return startSession(call, person.id);
  },
  signOut: async (call) => {
    await endSession(call.db, call.signed.sessionId);
    call.setCookie('session', null);
    return {};
  },
  readMe: async (call) => describeMe(call.signed),
  updateMe: async (call: SignedCall, { language }) => {
    await updateLanguage(call.db, call.signed.personId, language);
    return describeMe({ ...call.signed, language });
  },
} satisfies Handlers;

/** A new token at every sign-in; the one before ends, so that none can be planted (T45). */
async function startSession(call: Call, personId: string): Promise<Me> {
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

function describeMe(signed: Signed): Me {
  const { name, email, language, role, channels, isAgent } = signed;
  return { id: signed.personId, name, email, language, role, permissions: [...signed.grants.permissions], channels, isAgent };
}
