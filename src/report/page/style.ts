/** The page's own style sheet: readable on a screen and on one sheet of A4 or Letter. */
export const STYLE = `
@page { margin: 12mm; }
* { box-sizing: border-box; }
body { font: 13px/1.45 "Segoe UI", "Yu Gothic UI", Meiryo, "Noto Sans CJK JP", system-ui, sans-serif; color: #1b1f24;
  max-width: 52rem; margin: 0 auto; padding: 1rem; background: #fff; }
header { display: flex; justify-content: space-between; align-items: baseline; border-bottom: 2px solid #1b1f24; }
h1 { font-size: 1.4rem; margin: 0 0 .3rem; }
header p { margin: 0; color: #57606a; }
h2 { font-size: 1.05rem; margin: 1rem 0 .4rem; padding: .35rem .6rem; background: #eef1f4; border-left: 5px solid #57606a; }
.good h2 { background: #e6f4ea; border-color: #1a7f37; }
.bad h2 { background: #fdecea; border-color: #b3261e; }
h3 { font-size: .95rem; margin: .7rem 0 .2rem; }
table { border-collapse: collapse; width: 100%; }
th, td { text-align: left; vertical-align: top; padding: .15rem .6rem .15rem 0; overflow-wrap: anywhere; }
th { width: 11rem; font-weight: 600; color: #424a53; }
td { white-space: pre-wrap; }
ol { margin: .2rem 0; padding-left: 1.4rem; }
footer { margin-top: 1rem; padding-top: .3rem; border-top: 1px solid #d0d7de; color: #57606a; font-size: .85em; }
.grade { padding: .1rem .45rem; border-radius: .2rem; color: #fff; background: #57606a; }
.grade.established, .grade.likely { background: #b3261e; }
.grade.possible { background: #9a6700; }
.grade.unlikely { background: #1a7f37; }
.where { color: #57606a; font-size: .85em; overflow-wrap: anywhere; }
.wide th { width: 17rem; }
.limits { color: #57606a; }
ul { margin: .2rem 0; padding-left: 1.4rem; }
ul.for { list-style-type: "+ "; }
ul.against { list-style-type: "\\2212  "; }
.time-line { list-style: none; margin: .4rem 0 .6rem; padding: 0; }
.time-line li { position: relative; display: grid; grid-template-columns: 20rem 1fr; column-gap: 1rem;
  margin: 0; padding: calc(.15rem + var(--gap) * .25rem) 0 .15rem 1.6rem; }
.time-line li::before { content: ""; position: absolute; left: .45rem; top: 0; bottom: 0; width: 2px; background: #afb8c1; }
.time-line li.window::before { background: #b3261e; width: 4px; left: calc(.45rem - 1px); }
.time-line li::after { content: ""; position: absolute; left: calc(.45rem - 4px); top: calc(.5rem + var(--gap) * .25rem);
  width: 10px; height: 10px; border-radius: 50%; background: #afb8c1; border: 2px solid #fff; box-sizing: border-box; }
.time-line .last-good::after { background: #1a7f37; width: 14px; height: 14px; left: calc(.45rem - 6px); }
.time-line .update::after { background: #9a6700; width: 14px; height: 14px; left: calc(.45rem - 6px); border-radius: 0; }
.time-line .failure::after { background: #b3261e; width: 14px; height: 14px; left: calc(.45rem - 6px); }
.time-line time { font-variant-numeric: tabular-nums; }
.time-line .last-good .what, .time-line .update .what, .time-line .failure .what { font-weight: 600; }
.time-line .where { grid-column: 2; }
@media (max-width: 44rem) {
  .time-line li { display: block; }
  .time-line li > * { display: block; }
  th { width: 8rem; }
  .wide th, .wide td { display: block; width: auto; }
  .wide td { padding: 0 0 .3rem 1.4rem; }
}
@media print {
  body { font-size: 10px; padding: 0; max-width: none; }
  h2, .grade, .time-line li::before, .time-line li::after { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  h2, h3, .verdict { break-after: avoid-page; }
  li, tr { break-inside: avoid-page; }
}
`;
