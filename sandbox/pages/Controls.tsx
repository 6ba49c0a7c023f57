import { History, ShieldAlert, Timer, Webhook, X } from 'lucide-react';
import { type ReactNode, useId, useState } from 'react';
import type { SettingsInput } from '../control-input.ts';
import type { FaultView, Settings, WorldView } from '../shapes.ts';
import { Clock } from './Clock.tsx';
import styles from './Controls.module.css';
import { desk } from './desk.ts';
import { usePreferences, useWords } from './preferences.tsx';
import { WebhookLog } from './WebhookLog.tsx';

type Change = (changes: SettingsInput) => void;

/** What the world does to messages: how fast they go, what goes wrong, and what was posted. */
export function Controls({ world, hasClock, onClose }: { world: WorldView; hasClock: boolean; onClose: () => void }): ReactNode {
  const words = useWords();
  const change: Change = (changes) => void desk.change(changes).catch(() => undefined);
  return (
    <aside className={styles.panel} aria-label={words.panel}>
      <button type="button" className={styles.close} onClick={onClose} aria-label={words.panelClose}>
        <X size={18} aria-hidden />
      </button>
      {hasClock && (
        <section>
          <h2>
            <History size={16} aria-hidden />
            {words.time}
          </h2>
          <Clock />
        </section>
      )}
      <section>
        <h2>
          <Timer size={16} aria-hidden />
          {words.simulation}
        </h2>
        <Delivery settings={world.settings} change={change} />
      </section>
      <section>
        <h2>
          <ShieldAlert size={16} aria-hidden />
          {words.faults}
        </h2>
        <Faults settings={world.settings} faults={world.faults} change={change} />
      </section>
      <section>
        <h2>
          <Webhook size={16} aria-hidden />
          {words.webhooks}
        </h2>
        <WebhookLog customers={world.customers} />
      </section>
    </aside>
  );
}

function Delivery({ settings, change }: { settings: Settings; change: Change }): ReactNode {
  const words = useWords();
  return (
    <div className={styles.rows}>
      <label>
        {words.delivers}
        <select value={settings.delivers} onChange={({ target }) => change({ delivers: target.value as Settings['delivers'] })}>
          <option value="when-online">{words.deliversOnline}</option>
          <option value="always">{words.always}</option>
          <option value="never">{words.never}</option>
        </select>
      </label>
      <label>
        {words.reads}
        <select value={settings.reads} onChange={({ target }) => change({ reads: target.value as Settings['reads'] })}>
          <option value="when-shown">{words.readsShown}</option>
          <option value="always">{words.always}</option>
          <option value="never">{words.never}</option>
        </select>
      </label>
      <Seconds label={words.sentAfter} ms={settings.sentAfterMs} onChange={(sentAfterMs) => change({ sentAfterMs })} />
      <Seconds label={words.deliveredAfter} ms={settings.deliveredAfterMs} onChange={(deliveredAfterMs) => change({ deliveredAfterMs })} />
      <Seconds label={words.readAfter} ms={settings.readAfterMs} onChange={(readAfterMs) => change({ readAfterMs })} />
    </div>
  );
}

function Faults({ settings, faults, change }: { settings: Settings; faults: FaultView[]; change: Change }): ReactNode {
  const words = useWords();
  const { language } = usePreferences();
  return (
    <div className={styles.rows}>
      <label>
        {words.failWith}
        <select
          value={settings.failWith ?? ''}
          onChange={({ target }) => change({ failWith: target.value === '' ? null : Number(target.value) })}
        >
          <option value="">{words.failNone}</option>
          {faults.map((fault) =>
            fault.when === 'later' ? (
              <option key={fault.code} value={fault.code}>
                {fault.code} · {fault[language]}
              </option>
            ) : null,
          )}
        </select>
      </label>
      <Count label={words.failSends} count={settings.failSends} onChange={(failSends) => change({ failSends })} />
      <Count label={words.dropAnswers} count={settings.dropAnswers} onChange={(dropAnswers) => change({ dropAnswers })} />
      <Count label={words.dropWebhooks} count={settings.dropWebhooks} onChange={(dropWebhooks) => change({ dropWebhooks })} />
      <Count label={words.wrongSignatures} count={settings.wrongSignatures} onChange={(wrongSignatures) => change({ wrongSignatures })} />
      <Count label={words.duplicates} count={settings.duplicates} most={10} onChange={(duplicates) => change({ duplicates })} />
      <Seconds label={words.webhookDelay} ms={settings.webhookDelayMs} onChange={(webhookDelayMs) => change({ webhookDelayMs })} />
      <Check label={words.shuffles} isOn={settings.shuffles} onChange={(shuffles) => change({ shuffles })} />
      <Check label={words.tokenExpired} isOn={settings.tokenExpired} onChange={(tokenExpired) => change({ tokenExpired })} />
      <Check label={words.keepsRates} isOn={settings.keepsRates} onChange={(keepsRates) => change({ keepsRates })} />
      <p className={styles.hint}>{words.faultsHint}</p>
    </div>
  );
}

/** Takes over what the sandbox says unless somebody is typing here. */
function NumberField({
  label,
  value,
  unit,
  most,
  step,
  onChange,
}: {
  label: string;
  value: number;
  unit: string;
  most: number;
  step: number;
  onChange: (value: number) => void;
}): ReactNode {
  const id = useId();
  const [typed, setTyped] = useState<string | null>(null);
  const leave = () => {
    const number = Number(typed);
    if (typed !== null && typed !== '' && Number.isFinite(number)) onChange(Math.min(Math.max(number, 0), most));
    setTyped(null);
  };
  return (
    <label htmlFor={id}>
      {label}
      <span className={styles.number}>
        <input
          id={id}
          type="number"
          min={0}
          max={most}
          step={step}
          value={typed ?? value}
          onChange={({ target }) => setTyped(target.value)}
          onBlur={leave}
          onKeyDown={({ key }) => key === 'Enter' && leave()}
        />
        {unit}
      </span>
    </label>
  );
}

function Seconds({ label, ms, onChange }: { label: string; ms: number; onChange: (ms: number) => void }): ReactNode {
  const words = useWords();
  return (
    <NumberField
      label={label}
      value={ms / 1000}
      unit={words.seconds}
      most={3600}
      step={0.1}
      onChange={(seconds) => onChange(Math.round(seconds * 1000))}
    />
  );
}

function Count({
  label,
  count,
  most = 1000,
  onChange,
}: {
  label: string;
  count: number;
  most?: number;
  onChange: (count: number) => void;
}): ReactNode {
  const words = useWords();
  return (
    <NumberField label={label} value={count} unit={words.times} most={most} step={1} onChange={(value) => onChange(Math.round(value))} />
  );
}

function Check({ label, isOn, onChange }: { label: string; isOn: boolean; onChange: (isOn: boolean) => void }): ReactNode {
  return (
    <label>
      {label}
      <input type="checkbox" checked={isOn} onChange={({ target }) => onChange(target.checked)} />
    </label>
  );
}
