/** How the page looks: light and dark as the reader's system has it, from a phone to a wide screen, and on paper. */
export const STYLE = `
:root { color-scheme: light dark; --page: #fbfbfa; --card: #ffffff; --text: #1d2126; --soft: #5d6672; --line: #e3e5e8;
  --alarm: #b3261e; --alarm-soft: #fdecea; --warn: #8a5300; --warn-soft: #fff4e0; --calm: #1f6f4a; --calm-soft: #e6f4ec; --accent: #2b5fb3; }
@media (prefers-color-scheme: dark) { :root { --page: #14171a; --card: #1c2024; --text: #e6e8ea; --soft: #9aa4af; --line: #30363c;
  --alarm: #ff8a80; --alarm-soft: #3a1f1d; --warn: #f0b35c; --warn-soft: #35280f; --calm: #7ccfa2; --calm-soft: #16301f; --accent: #8ab4f8; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--page); color: var(--text); font: 16px/1.55 system-ui, -apple-system, "Segoe UI", Roboto, sans-serif; overflow-wrap: anywhere; }
main { max-width: 60rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: .25rem 0 .75rem; text-wrap: balance; }
h2 { font-size: 1.15rem; margin: 2.75rem 0 .9rem; }
p { margin: .5rem 0; }
.eyebrow { color: var(--alarm); font-weight: 650; letter-spacing: .06em; text-transform: uppercase; font-size: .78rem; margin: 0; }
.lead { font-size: 1.08rem; }
.soft { color: var(--soft); font-size: .92rem; }
.evidence { background: var(--alarm-soft); border-left: 4px solid var(--alarm); border-radius: 0 .5rem .5rem 0; padding: .7rem 1rem; margin: 1rem 0; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; padding: 1rem 1.15rem; }
code, .source { font-family: ui-monospace, "SF Mono", Menlo, Consolas, monospace; font-size: .86em; }
.story { list-style: none; margin: 0; padding: .35rem 0; overflow: hidden; }
.story li { display: grid; grid-template-columns: 3.2rem 5.6rem 1fr; gap: .2rem .8rem; padding: .42rem 1.15rem; border-left: 4px solid transparent; }
.story.untimed li { grid-template-columns: 3.2rem 1fr; }
.story .number { color: var(--soft); text-align: right; font-variant-numeric: tabular-nums; }
.story .who { font-weight: 600; }
.story .omitted { color: var(--soft); font-size: .88rem; padding-block: .1rem; }
.story .omitted span { grid-column: 3; } .story.untimed .omitted span { grid-column: 2; }
.story .fault { background: var(--warn-soft); border-left-color: var(--warn); }
.story .fate { color: var(--warn); display: block; }
.story .blame, .story .violation { background: var(--alarm-soft); border-left-color: var(--alarm); }
.story .violation .what { font-weight: 600; color: var(--alarm); }
.beliefs { display: grid; grid-template-columns: repeat(auto-fit, minmax(15rem, 1fr)); gap: .75rem; }
.beliefs .who { display: block; color: var(--soft); font-size: .85rem; font-weight: 600; margin-bottom: .2rem; }
.rule .name { font-weight: 600; }
.answers { list-style: none; margin: 0; padding: 0; display: grid; gap: .75rem; }
.answers .card { display: grid; grid-template-columns: 9.5rem 1fr; gap: .3rem 1rem; align-items: start; }
.badge { justify-self: start; border-radius: 1rem; padding: .12rem .7rem; font-size: .82rem; font-weight: 600; white-space: nowrap; background: var(--line); color: var(--soft); }
.badge.necessary { background: var(--warn-soft); color: var(--warn); }
.badge.averts { background: var(--calm-soft); color: var(--calm); }
.instead { font-weight: 600; } .instead.nothing { color: var(--calm); } .instead.same { color: var(--soft); font-weight: 400; } .instead.other { color: var(--alarm); }
.ending { grid-column: 2; color: var(--soft); font-size: .92rem; margin: 0; padding-left: 1.1rem; }
.chart { width: 100%; height: auto; display: block; }
.chart .grid { stroke: var(--line); } .chart .axis { fill: var(--soft); font-size: 12px; }
.chart .area { fill: var(--alarm); opacity: .16; } .chart .line { fill: none; stroke: var(--alarm); stroke-width: 2; stroke-linejoin: round; }
.chart .turn { stroke: var(--warn); stroke-dasharray: 4 4; } .chart .turn-label { fill: var(--warn); font-size: 12px; font-weight: 600; }
.chart .probe { fill: transparent; }
details { margin-top: .75rem; } summary { cursor: pointer; color: var(--accent); } pre { overflow-x: auto; font-size: .82rem; }
footer { margin-top: 3rem; border-top: 1px solid var(--line); padding-top: 1rem; }
@media (max-width: 40rem) {
  main { padding: 1.5rem .9rem 3rem; } h1 { font-size: 1.5rem; }
  .story li, .story.untimed li { grid-template-columns: auto auto 1fr; padding-inline: .8rem; } .story .what { grid-column: 1 / -1; } .story .number { text-align: left; }
  .story .omitted span { grid-column: 1 / -1; } .answers .card { grid-template-columns: 1fr; } .ending { grid-column: 1; }
}
@media print { body { background: none; } .card { break-inside: avoid; } }
`;
