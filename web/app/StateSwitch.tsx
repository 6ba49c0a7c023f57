import { useQuery } from '@tanstack/react-query';
import { ChevronDown } from 'lucide-react';
import type { ReactNode } from 'react';
import type { AgentState } from '#contract/agents.ts';
import { useConnection } from '../api/feed.ts';
import { agentQuery } from '../api/queries.ts';
import { Button } from '../ui/Button.tsx';
import { Menu } from '../ui/Menu.tsx';
import { useWords } from '../words/words.tsx';
import { useSetState } from './my-state.ts';
import { StateMark } from './StateMark.tsx';
import styles from './StateSwitch.module.css';

const states: readonly AgentState[] = ['available', 'busy', 'away', 'offline'];

/** My state, my load, and the way to change it. */
export function StateSwitch(): ReactNode {
  const { state: words } = useWords();
  const { data: agent } = useQuery(agentQuery);
  const { state: connection } = useConnection();
  const setState = useSetState();
  if (!agent) return null;
  const why = agent.reason === 'missed-offers' ? words.missedOffers : agent.reason === 'connection-lost' ? words.connectionLost : null;
  const entries = states.map((state) => ({
    id: state,
    label: words[state],
    hint: words.hints[state],
    mark: <StateMark state={state} />,
    isChosen: state === agent.state,
    onChoose: () => setState(state),
  }));
  return (
    <div className={styles.place} data-stale={connection === 'lost'}>
      {why && (
        <>
          <span className={styles.why}>{why}</span>
          <Button label={words.availableAgain} variant="primary" size="small" onPress={() => setState('available')} />
        </>
      )}
      <Menu
        label={words.label(words[agent.state], agent.load, agent.capacity)}
        placement="bottom end"
        groups={[{ id: 'states', entries }]}
        header={<LoadBar load={agent.load} capacity={agent.capacity} />}
      >
        <Button label={words.label(words[agent.state], agent.load, agent.capacity)} variant="plain" className={styles.button}>
          <StateMark state={agent.state} />
          <span className={styles.word}>{words[agent.state]}</span>
          <span className={styles.load}>
            {agent.load}/{agent.capacity}
          </span>
          <ChevronDown size={14} aria-hidden />
        </Button>
      </Menu>
    </div>
  );
}

function LoadBar({ load, capacity }: { load: number; capacity: number }): ReactNode {
  const { state } = useWords();
  return (
    <div className={styles.slots}>
      <span className={styles.row} aria-hidden>
        {Array.from({ length: capacity }, (_, place) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: slots have no identity but their place.
          <i key={place} data-taken={place < load} />
        ))}
      </span>
      <span>{state.load(load, capacity)}</span>
    </div>
  );
}
