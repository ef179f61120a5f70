/** Style sheet of a report's page, light and dark. */
export const STYLE = `
:root { color-scheme: light dark; --ink: light-dark(#1c2430, #dde3ea); --soft: light-dark(#5c6875, #93a0ae);
  --line: light-dark(#dfe4ea, #2c3540); --paper: light-dark(#ffffff, #12171d); --net: light-dark(#1f5fbf, #6ea8ff);
  --hedged: light-dark(#c2571a, #ff9c5b); }
body { margin: 0; background: var(--paper); color: var(--ink); font: 15px/1.5 system-ui, sans-serif; }
main { max-width: 62rem; margin: 0 auto; padding: 2rem 1.25rem 4rem; }
h1 { font-size: 1.5rem; margin: 0 0 .75rem; } h2 { font-size: 1.05rem; margin: 2rem 0 .5rem; }
dl { display: flex; flex-wrap: wrap; gap: .35rem 1.75rem; margin: 0; } dl div { display: flex; gap: .5rem; }
dt { color: var(--soft); } dd { margin: 0; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.wide { overflow-x: auto; } table { border-collapse: collapse; margin: 0 0 1rem; min-width: 60%; }
th, td { padding: .25rem .6rem; text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
th { color: var(--soft); font-weight: 500; border-bottom: 1px solid var(--line); }
td { border-bottom: 1px solid var(--line); } th:first-child, td:first-child { text-align: left; }
svg { display: block; width: 100%; height: auto; } svg text { fill: var(--soft); font: 11px system-ui, sans-serif; }
pre { overflow-x: auto; font-size: 12px; color: var(--soft); } footer { color: var(--soft); font-size: 13px; margin-top: 2rem; }
`
