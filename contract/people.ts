/** People sign in; an agent is a person while answering. */
import { z } from 'zod';
import { id, language, nothing } from './basics.ts';
import { operation } from './operation.ts';
import { allChannelPermissions, allRolePermissions } from './permissions.ts';

const password = z.string().min(1).max(256);

export const me = z.object({
  id,
  name: z.string(),
  email: z.string(),
  language,
  role: z.object({ id, name: z.string() }),
  permissions: z.array(z.enum(allRolePermissions)),
  channels: z.array(z.object({ id, name: z.string(), permissions: z.array(z.enum(allChannelPermissions)) })),
  isAgent: z.boolean(),
});
export type Me = z.infer<typeof me>;

/**
 * The id of the person a request is meant to be of. Browsers share one cookie among their tabs: whoever else has signed in meanwhile must not
 * send what the person before has written.
 */
export const personHeader = 'x-parley-person';

export const readMe = operation({
  name: 'readMe',
  method: 'GET',
  path: '/me',
  access: 'signed-in',
  rate: 'read',
  summary: 'Who is signed in, and what they may do.',
  input: nothing,
  output: me,
  refusals: [],
});
export const updateMe = operation({
  name: 'updateMe',
  method: 'PATCH',
  path: '/me',
  access: 'signed-in',
  rate: 'write',
  summary: 'Changes my own preferences.',
  input: z.object({ language }),
  output: me,
  refusals: [],
});
export const signIn = operation({
  name: 'signIn',
  method: 'POST',
  path: '/session',
  access: 'public',
  rate: 'sign-in',
  summary: 'Signs in with e-mail and password; the session is an HTTP-only cookie.',
  input: z.object({ email: z.string().max(320), password }),
  output: me,
  refusals: ['wrong-credentials', 'sign-in-paused'],
});
export const signOut = operation({
  name: 'signOut',
  method: 'DELETE',
  path: '/session',
  access: 'signed-in',
  rate: 'write',
  summary: 'Ends this session. An agent who is signed in nowhere else goes offline, and cases whose customers wait go back to the queue.',
  input: nothing,
  output: nothing,
  refusals: [],
});
/** What the question before signing out is made of. */
export const readLeaving = operation({
  name: 'readLeaving',
  method: 'GET',
  path: '/session/leaving',
  access: 'signed-in',
  rate: 'read',
  summary: 'What signing out would do with my cases: how many go back to the queue because their customers wait, and how many stay mine.',
  input: nothing,
  output: z.object({
    goingBack: z.number().int(),
    staying: z.number().int(),
    /** Another session of mine stands: as long as it is connected, nothing moves. */
    isElsewhere: z.boolean(),
  }),
  refusals: [],
});
/** What the sign-in page needs before anybody is signed in. */
export const readWelcome = operation({
  name: 'readWelcome',
  method: 'GET',
  path: '/welcome',
  access: 'public',
  rate: 'read',
  summary: 'Whether this is a sandbox, with its demo people, and whether an administrator exists yet.',
  input: nothing,
  output: z.object({
    organisation: z.string(),
    isSandbox: z.boolean(),
    needsSetup: z.boolean(),
    /** Only in sandbox mode; empty elsewhere. */
    demoPeople: z.array(z.object({ id, name: z.string(), role: z.string(), language, skills: z.array(z.string()) })),
    sandboxUrl: z.string().nullable(),
  }),
  refusals: [],
});
export const signInAsDemo = operation({
  name: 'signInAsDemo',
  method: 'POST',
  path: '/session/demo',
  access: 'public',
  rate: 'sign-in',
  summary: 'Sandbox mode only: signs in as one of the demo people without a password.',
  input: z.object({ personId: id }),
  output: me,
  refusals: ['sandbox-only', 'not-found'],
});
export const setUp = operation({
  name: 'setUp',
  method: 'POST',
  path: '/setup',
  access: 'public',
  rate: 'sign-in',
  summary: 'Creates the first administrator with the one-time link printed at the first start.',
  input: z.object({
    code: z.string().min(20).max(200),
    organisation: z.string().min(1).max(100),
    name: z.string().min(1).max(100),
    email: z.email().max(320),
    password,
    language,
  }),
  output: me,
  refusals: ['setup-link-used', 'password-weak'],
});
