/** F6 walks the panes that are on screen; each remembers nothing, it offers its first useful place. */
const panes = (): HTMLElement[] => [...document.querySelectorAll<HTMLElement>('[data-pane]')].filter((pane) => pane.offsetParent !== null);

export function goToPane(step: 1 | -1): void {
  const all = panes();
  if (all.length === 0) return;
  const now = all.findIndex((pane) => pane.contains(document.activeElement));
  const next = all[now < 0 ? (step === 1 ? 0 : all.length - 1) : (now + step + all.length) % all.length];
  if (next) enter(next);
}

export function goToPaneNamed(name: string): void {
  const pane = panes().find((each) => each.dataset.pane === name);
  if (pane) enter(pane);
}

function enter(pane: HTMLElement): void {
  const start = pane.querySelector<HTMLElement>('[data-pane-start], textarea:not([disabled]), [data-feed], [tabindex="0"]');
  (start ?? pane).focus();
}
