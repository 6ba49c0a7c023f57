/** As a file of its own, since no page of ours may carry style within. */
export const docsStyle = `
:root { color-scheme: light dark; --text: #1c2024; --soft: #60646c; --line: #e0e1e6; --ground: #fcfcfd; --raised: #f0f0f3; --link: #0d6e5c;
  --get: #0d6e5c; --post: #8a4b00; --put: #5b4aa8; --delete: #b42318; }
@media (prefers-color-scheme: dark) { :root { --text: #edeef0; --soft: #a9adb4; --line: #363a3f; --ground: #111113; --raised: #212225; --link: #56c8ad;
  --get: #56c8ad; --post: #f0a35e; --put: #b1a4f5; --delete: #ff9592; } }
* { box-sizing: border-box; }
html { scroll-padding-top: 1rem; }
body { margin: 0; background: var(--ground); color: var(--text); font: 1rem/1.55 system-ui, 'Pretendard', 'Noto Sans KR', sans-serif; display: grid;
  grid-template-columns: 17rem minmax(0, 1fr); }
a { color: var(--link); text-decoration-thickness: 1px; text-underline-offset: 3px; }
a:focus-visible, pre:focus-visible { outline: 2px solid var(--link); outline-offset: 2px; border-radius: 3px; }
code, pre { font: 0.875em/1.5 ui-monospace, 'SFMono-Regular', 'Noto Sans Mono', monospace; }
.skip { position: absolute; left: -99rem; }
.skip:focus { left: 1rem; top: 1rem; background: var(--ground); padding: 0.5rem; }
nav { position: sticky; top: 0; height: 100vh; overflow-y: auto; padding: 1.5rem 1rem 3rem 1.5rem; border-right: 1px solid var(--line); font-size: 0.875rem; }
nav ul { list-style: none; margin: 0; padding: 0; }
nav > ul > li { margin-top: 0.875rem; font-weight: 600; }
nav ul ul { margin-top: 0.25rem; font-weight: 400; }
nav a { display: block; padding: 0.1875rem 0; color: var(--text); text-decoration: none; }
nav ul ul a { color: var(--soft); padding-left: 0.75rem; border-left: 1px solid var(--line); }
nav a:hover { color: var(--link); }
.brand { margin: 0; font-size: 1rem; font-weight: 700; }
main { padding: 2.5rem clamp(1rem, 4vw, 4rem) 6rem; max-width: 62rem; width: 100%; }
h1 { margin: 0; font-size: 2rem; line-height: 1.2; letter-spacing: -0.02em; }
.lead { margin: 0.75rem 0 0; font-size: 1.125rem; color: var(--soft); max-width: 42rem; }
section { margin-top: 3.5rem; }
h2 { margin: 0 0 1rem; font-size: 1.375rem; letter-spacing: -0.01em; }
h3 { margin: 2rem 0 0.5rem; font-size: 1.0625rem; }
h3 a { color: inherit; text-decoration: none; }
h3 a:hover { text-decoration: underline; }
h4 { margin: 1.25rem 0 0.375rem; font-size: 0.8125rem; font-weight: 600; color: var(--soft); }
p { margin: 0.375rem 0; max-width: 46rem; }
article { padding: 1.5rem 0; border-top: 1px solid var(--line); }
article > h3:first-child { margin-top: 0; }
article:target { box-shadow: -1rem 0 0 var(--ground), -1.1875rem 0 0 var(--link); }
tr:target th { color: var(--link); }
.route { font-size: 0.9375rem; overflow-wrap: anywhere; }
.method { font: 600 0.75rem/1 ui-monospace, monospace; border: 1px solid currentColor; border-radius: 4px; padding: 0.1875rem 0.375rem; color: var(--put); }
.method.get { color: var(--get); } .method.post { color: var(--post); } .method.delete { color: var(--delete); }
.access, .kind, .need { color: var(--soft); font-size: 0.875rem; font-weight: 400; }
.codes { line-height: 2; }
.codes code { background: var(--raised); border-radius: 4px; padding: 0.125rem 0.375rem; white-space: nowrap; }
.codes a { text-decoration: none; }
pre { background: var(--raised); border-radius: 8px; padding: 1rem; overflow-x: auto; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; width: 100%; font-size: 0.875rem; }
th, td { text-align: left; vertical-align: top; padding: 0.4375rem 1rem 0.4375rem 0; border-bottom: 1px solid var(--line); font-weight: 400; }
tr:last-child > * { border-bottom: 0; }
.fields th { width: 30%; overflow-wrap: anywhere; }
.need { width: 5rem; white-space: nowrap; }
@media (max-width: 52rem) {
  body { display: block; }
  nav { position: static; height: auto; border-right: 0; border-bottom: 1px solid var(--line); padding: 1rem; }
  nav ul ul { display: none; }
  nav > ul { display: flex; flex-wrap: wrap; gap: 0 1.25rem; }
  nav > ul > li { margin-top: 0.25rem; font-weight: 400; }
  nav > ul a { padding: 0.375rem 0; }
  main { padding-top: 1.5rem; }
}
`;
