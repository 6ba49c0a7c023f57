/** An agent's own state. */
import type { AgentStatus } from '#contract/agents.ts';
import { setState } from '#engine/agent/state.ts';
import type { Db } from '../db/database.ts';
import type { Handlers, SignedCall } from '../http/call.ts';
import { Refusal } from '../refusal.ts';
import { selectAgentStatuses } from './queries.ts';
import { settleAgent } from './settle.ts';

export const agentHandlers = {
  readMyAgent: (call) => readAgent(call.db, call.signed.personId),
  setMyState: async (call: SignedCall, { state }) => {
    const { personId } = call.signed;
    const settling = { personId, traceId: call.requestId, actorId: personId };
    const isAgent = await settleAgent(call.context, settling, ({ agent, held, at }) => setState(agent, state, { held, at }));
    if (!isAgent) throw new Refusal('not-an-agent');
    return readAgent(call.db, personId);
  },
} satisfies Handlers;

async function readAgent(db: Db, personId: string): Promise<AgentStatus> {
  const [status] = await selectAgentStatuses(db, [personId]);
  if (!status) throw new Refusal('not-an-agent');
  return status;
}
