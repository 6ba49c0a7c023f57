/** F6 walks the panes that are on screen; each remembers nothing, it offers its first useful place. */
const panes = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter((pane) => pane.offsetParent !== null);

export function goToPane(step: 1 | -1): void {
  const all = panes();
  if (all.length === 0) return;
  // The innermost: offers stand inside the list.
  const now = all.findLastIndex((pane) => pane.contains(document.activeElement));
  const next = all[now < 0 ? (step === 1 ? 0 : all.length - 1) : (now + step + all.length) % all.length];
  if (next) enter(next);
}

export function goToPaneNamed(name: string): void {
  const pane = panes().find((each) => each.dataset.pane === name);
  if (pane) enter(pane);
}

/** Best first: what the pane names itself, the field, the messages, anything that Tab would reach, the pane. */
const starts = ['[data-pane-start]', 'textarea:not([disabled])', '[data-feed]', '[tabindex="0"]'] as const;

function enter(pane: HTMLElement): void {
  for (const selector of starts) {
    const start = pane.querySelector<HTMLElement>(selector);
    start?.focus();
    if (start && document.activeElement === start) return;
  }
  pane.focus();
}
