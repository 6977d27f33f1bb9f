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
@media print {
  body { font-size: 10px; padding: 0; max-width: none; }
  h2 { -webkit-print-color-adjust: exact; print-color-adjust: exact; }
  section { break-inside: avoid-page; }
}
`;
