/** Signing in and out, and one's own preferences. */
import { leaveWork, selectLeaving } from '../agents/leave.ts';
import type { Handlers, SignedCall } from '../http/call.ts';
import { Refusal } from '../refusal.ts';
import { countAttempt, deviceToken } from './attempts.ts';
import { isPassword } from './passwords.ts';
import { findDemoPerson, findPersonByEmail, selectWelcome, updateLanguage } from './queries.ts';
import { endSession, hasOtherSession } from './sessions.ts';
import { setupHandlers } from './setup.ts';
import { describeMe, startSession } from './start-session.ts';

const deviceSeconds = 365 * 86_400;

export const peopleHandlers = {
  ...setupHandlers,
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
  signOut: async (call: SignedCall) => {
    await endSession(call.db, call.signed.sessionId);
    call.setCookie('session', null);
    await leaveIfGone(call);
    return {};
  },
  readLeaving: async ({ db, signed }: SignedCall) => ({
    ...(await selectLeaving(db, signed.personId)),
    isElsewhere: await hasOtherSession(db, signed),
  }),
  readMe: async (call) => describeMe(call.signed),
  updateMe: async (call: SignedCall, { language }) => {
    await updateLanguage(call.db, call.signed.personId, language);
    return describeMe({ ...call.signed, language });
  },
} satisfies Handlers;

/** The session has ended whatever comes of this: what fails here is done when the grace of the connection is over. */
async function leaveIfGone({ context, db, requestId, signed }: SignedCall): Promise<void> {
  const { personId, isAgent } = signed;
  if (!isAgent || (await hasOtherSession(db, signed))) return;
  const failed = (err: unknown) =>
    context.log.warn({ err, personId, requestId }, 'Who signed out goes offline when their connection’s grace is over.');
  await leaveWork(context, { personId, traceId: requestId, actorId: personId }).catch(failed);
}
