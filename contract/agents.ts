import { z } from 'zod';
import { id, instant } from './basics.ts';
import { operation } from './operation.ts';

export const agentState = z.enum(['available', 'busy', 'away', 'offline']);
export type AgentState = z.infer<typeof agentState>;

export const agentStatus = z.object({
  personId: id,
  state: agentState,
  /** `missed-offers`: set by three misses in a row (offers that ran out side by side are one); null when the agent chose the state. */
  reason: z.enum(['missed-offers', 'connection-lost']).nullable(),
  load: z.number().int(),
  capacity: z.number().int(),
  changedAt: instant,
});
export type AgentStatus = z.infer<typeof agentStatus>;

export const readMyAgent = operation({
  name: 'readMyAgent',
  method: 'GET',
  path: '/agents/me',
  access: 'signed-in',
  rate: 'read',
  summary: 'My state, load and capacity as an agent.',
  input: z.object({}),
  output: agentStatus,
  refusals: ['not-an-agent'],
});
export const setMyState = operation({
  name: 'setMyState',
  method: 'PUT',
  path: '/agents/me/state',
  access: { role: 'agent.work' },
  rate: 'write',
  summary: 'Switches my state; leaving `available` withdraws my live offers.',
  input: z.object({ state: z.enum(['available', 'busy', 'away', 'offline']) }),
  output: agentStatus,
  refusals: ['not-an-agent'],
});
