/** Signing out: what a lost connection does after its grace is done at once, by the agent's own wish. */
import type { SceneEvent } from '../events.ts';
import { type AgentFacts, loseConnection, type Moment } from './state.ts';

export function signOff(agent: Pick<AgentFacts, 'personId' | 'state'>, moment: Moment): SceneEvent[] {
  return loseConnection(agent, moment).map((event) => (event.type === 'agent.state-changed' ? { ...event, reason: null } : event));
}
