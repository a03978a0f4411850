// The looks of an audit's page: those of the playground, and nothing from elsewhere.

const LIGHT = `
  color-scheme: light;
  --page: #fff;
  --desk: #f5f5f3;
  --ink: #1b1d1f;
  --quiet: #5b6167;
  --rule: #dedfdc;
  --edge: #8b9095;
  --accent: #0b626b;
  --accent-wash: #e5f1f1;
  --good: #156c32;
  --good-wash: #e7f4ea;
  --bad: #ad1f17;
  --bad-wash: #fceae8;
  --doubtful: #7a5000;
  --doubtful-wash: #fbf1dc;
  --none-wash: #efefec;`;

const DARK = `
  color-scheme: dark;
  --page: #16191b;
  --desk: #101214;
  --ink: #e6e8e9;
  --quiet: #a3abb1;
  --rule: #2e3439;
  --edge: #6d767d;
  --accent: #62c3c8;
  --accent-wash: #14302f;
  --good: #6fce86;
  --good-wash: #15281b;
  --bad: #ff8a7f;
  --bad-wash: #2d1b1a;
  --doubtful: #e5b454;
  --doubtful-wash: #2b2313;
  --none-wash: #22272b;`;

/** What radio buttons leave of the list, without any script. */
const FILTERS = ["unusable", "error", "warning", "note", "ok"]
  .map((word) => `:root:has(#only-${word}:checked) .policy:not(.${word}) { display: none; }`)
  .join("\n");

export const STYLE = `
:root {${LIGHT}
  --sans: ui-sans-serif, system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif;
  --mono: ui-monospace, "SF Mono", SFMono-Regular, "Cascadia Mono", "JetBrains Mono", Menlo, Consolas, "Noto Sans Mono", "DejaVu Sans Mono", monospace;
}
@media (prefers-color-scheme: dark) { :root {${DARK} } }
*, *::before, *::after { box-sizing: border-box; }
html { background: var(--desk); color: var(--ink); font: 14px/1.5 var(--sans); -webkit-text-size-adjust: 100%; text-size-adjust: 100%; }
body { max-width: 960px; margin: 0 auto; padding: 12px 12px 48px; }
h1, h2, h3, p, ul, fieldset { margin: 0; padding: 0; }
h1, h2, h3 { font-size: inherit; font-weight: 600; line-height: 1.3; }
ul { list-style: none; }
a { color: var(--accent); text-underline-offset: 2px; }
code { font-family: var(--mono); font-size: 0.9em; overflow-wrap: anywhere; }
p, li, h3, summary { overflow-wrap: anywhere; }
:focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
.top { display: flex; flex-wrap: wrap; gap: 2px 10px; align-items: baseline; padding: 2px 0 10px; color: var(--quiet); }
.top h1 { color: var(--ink); font-size: 17px; }
.top .when { margin-left: auto; }
.card { margin-top: 12px; padding: 14px 18px; border: 1px solid var(--rule); border-radius: 8px; background: var(--page); }
.card > h2 { margin-bottom: 8px; color: var(--quiet); font-size: 12px; }
.lead { font-size: 17px; font-weight: 600; line-height: 1.35; }
.quiet { color: var(--quiet); }
.filter { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 12px; border: 0; }
.filter legend { float: left; margin-right: 4px; padding: 4px 0; color: var(--quiet); }
.filter label { padding: 3px 10px; border: 1px solid var(--rule); border-radius: 6px; cursor: pointer; }
.filter input { margin: 0 6px 0 0; accent-color: var(--accent); vertical-align: -1px; }
.filter label:has(:checked) { border-color: var(--accent); background: var(--accent-wash); }
.policy { border-left: 4px solid var(--rule); content-visibility: auto; contain-intrinsic-size: auto 90px; }
.policy h3 { display: flex; flex-wrap: wrap; gap: 2px 10px; align-items: baseline; }
.policy .where { color: var(--quiet); font-weight: 400; }
.unusable, .error { border-left-color: var(--bad); }
.warning { border-left-color: var(--doubtful); }
.ok { border-left-color: var(--good); }
.word { flex: none; padding: 0 7px; border-radius: 4px; background: var(--none-wash); color: var(--quiet); font-size: 12px; font-weight: 600; line-height: 1.6; }
.word-unusable, .word-error, .word-gone { background: var(--bad-wash); color: var(--bad); }
.word-warning, .word-changed { background: var(--doubtful-wash); color: var(--doubtful); }
.word-ok { background: var(--good-wash); color: var(--good); }
.word-new { background: var(--accent-wash); color: var(--accent); }
.told { margin-top: 8px; }
.told > li + li { margin-top: 4px; }
summary { display: flex; gap: 8px; align-items: baseline; padding: 2px 4px; border-radius: 5px; cursor: pointer; list-style: none; }
summary::-webkit-details-marker { display: none; }
summary::before { content: "›"; flex: none; width: 8px; color: var(--quiet); }
[open] > summary::before { content: "⌄"; }
summary:hover { background: var(--none-wash); }
summary > span:last-child { min-width: 0; }
.more { margin: 4px 0 10px 24px; padding-left: 12px; border-left: 2px solid var(--accent); }
.more p + p { margin-top: 4px; }
.list { margin-top: 4px; }
.list > li { padding: 2px 0; }
.list ul { margin-left: 18px; color: var(--quiet); }
@media (max-width: 480px) { .top .when { margin-left: 0; } .card { padding: 12px; } .more { margin-left: 8px; } }
@media print { html { background: none; } .filter { display: none; } .policy { break-inside: avoid; content-visibility: visible; } }
${FILTERS}
`;

/** What the page's policy on content names it by: no other style is applied. */
export const STYLE_HASH = "sha256-QiuGYcC/jGmXFix/i+5L/IFtk8kGKdZDwdOCzsQh6Dk=";
