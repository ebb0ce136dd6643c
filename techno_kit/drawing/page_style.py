"""How a page looks: light and dark, narrow and wide, and on paper."""

from typing import Final

from techno_kit.drawing.markup import STYLE

_LOOK: Final = """
:root {
  color-scheme: light dark;
  --paper: #ffffff; --ink: #1b1b1b; --muted: #595959; --line: #c9ced4; --panel: #f3f5f8;
  --link: #005a8f; --bar: #0072b2; --mark: #b34700; --shade: #00000052;
}
@media (prefers-color-scheme: dark) {
  :root {
    --paper: #16181b; --ink: #e9eaec; --muted: #b6bbc2; --line: #454b53; --panel: #22262b;
    --link: #8ecbf7; --bar: #56b4e9; --mark: #ffb37a; --shade: #ffffff60;
  }
}
* { box-sizing: border-box; }
html { background: var(--paper); color: var(--ink); -webkit-text-size-adjust: 100%; }
body {
  font: 1rem/1.55 system-ui, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif;
  margin: 0 auto; max-width: 76rem; overflow-wrap: break-word; padding: 1rem clamp(1rem, 4vw, 3rem);
}
h1 { font-size: 1.9rem; line-height: 1.2; margin: 1.5rem 0 .5rem; }
h2 { font-size: 1.45rem; line-height: 1.25; margin: 0 0 1rem; }
nav ~ main > section { counter-increment: section; }
nav ~ main > section > h2::before { content: counter(section) ". "; }
section { border-top: 1px solid var(--line); margin-top: 2.5rem; padding-top: 1.5rem; }
h3 { font-size: 1.12rem; line-height: 1.3; margin: 2rem 0 .5rem; }
h4 { font-size: 1rem; margin: 1.5rem 0 .5rem; }
h1, h2, h3, h4, p, li, dd, dt, figcaption { max-width: 46rem; overflow-wrap: anywhere; }
p, ul, ol, dl { margin: .75rem 0; }
li { margin: .25rem 0; }
a { color: var(--link); text-underline-offset: .15em; }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px; }
main:focus { outline: none; }
.skip { background: var(--paper); left: -99rem; padding: .5rem 1rem; position: absolute; top: 0; }
.skip:focus { left: 0; }
.subtitle { color: var(--muted); font-size: 1.1rem; margin: 0 0 1rem; }
.notes { background: var(--panel); border-left: .3rem solid var(--mark); margin: 1rem 0;
  max-width: 46rem; padding: .25rem 1rem; }
.notes p { font-weight: 600; margin: .5rem 0; }
.lead { font-size: 1.08rem; }
.small, footer { color: var(--muted); font-size: .9rem; }
nav { background: var(--panel); margin: 1.5rem 0; max-width: 46rem; padding: .75rem 1.25rem; }
nav p { font-weight: 600; margin: 0; }
nav ol { margin: .25rem 0 0; padding-left: 1.5rem; }
nav li { padding: .15rem 0; }
figure { margin: 1.25rem 0; overflow-x: auto; }
/* On a phone a picture keeps letters that can be read, and scrolls in its own box. */
figure img { background: #ffffff; display: block; height: auto; max-width: max(100%, 44rem); }
figcaption { color: var(--muted); font-size: .9rem; left: 0; margin-top: .4rem; position: sticky; }
dl { display: grid; gap: .25rem 1.5rem; grid-template-columns: max-content minmax(0, 1fr); }
dt { font-weight: 600; }
dd { margin: 0; }
details { margin: 1rem 0; }
summary { cursor: pointer; padding: .25rem 0; }
/* A shadow at an edge says that there is more beyond it; what moves with the table covers it. */
.scroll {
  container-type: inline-size; margin: 1rem 0; max-width: 100%; overflow-x: auto;
  background:
    linear-gradient(to right, var(--paper) 40%, transparent) left,
    linear-gradient(to left, var(--paper) 40%, transparent) right,
    linear-gradient(to right, var(--shade), transparent) left,
    linear-gradient(to left, var(--shade), transparent) right;
  background-attachment: local, local, scroll, scroll; background-repeat: no-repeat;
  background-size: 3rem 100%, 3rem 100%, 1.1rem 100%, 1.1rem 100%;
}
.scroll th, .scroll td, .scroll caption { overflow-wrap: break-word; unicode-bidi: plaintext; }
.scroll th { max-width: 16rem; }
.scroll th[scope=row] { min-width: 7rem; }
.scroll caption, .scroll tfoot div { max-width: min(46rem, 100cqi - 1.6em); }
.scroll tfoot div { left: .8em; position: sticky; width: max-content; }
/* Bars beside the numbers that they show; a reader of tables hears the numbers. */
.scroll td.bar { min-width: 9rem; padding-block: 0; vertical-align: middle; width: 12rem; }
td.bar span { background: var(--bar); display: block; height: .8em; }
footer { border-top: 1px solid var(--line); margin-top: 3rem; }
@media (max-width: 40rem) {
  h1 { font-size: 1.5rem; }
  h2 { font-size: 1.25rem; }
  .scroll { font-size: .9rem; }
  .scroll td.bar { min-width: 4rem; width: 4rem; }
  dl { grid-template-columns: minmax(0, 1fr); }
  dd { margin: 0 0 .5rem; }
}
""".strip()

# A printed page keeps together what is read together; a table longer than a page repeats its head.
_PRINT: Final = """
@page { margin: 18mm 16mm; }
@media print {
  :root {
    color-scheme: light;
    --paper: #ffffff; --ink: #000000; --muted: #404040; --line: #a0a0a0; --panel: #ffffff;
    --link: #000000; --bar: #606060; --mark: #404040;
  }
  body { font-size: 10pt; max-width: none; padding: 0; }
  h1 { margin-top: 0; }
  h1, h2, h3, h4, caption { break-after: avoid; }
  h1, h2, h3, h4, p, li, dd, dt, figcaption, .notes { max-width: none; }
  p, li { orphans: 3; widows: 3; }
  td.bar span { print-color-adjust: exact; -webkit-print-color-adjust: exact; }
  a { color: inherit; text-decoration: none; }
  .skip, nav { display: none; }
  .scroll { background: none; container-type: normal; font-size: 8.5pt; overflow: visible; }
  .scroll th[scope=row] { min-width: 0; }
  .scroll table.techno-kit-table.techno-kit-table :is(th, td) { padding: .25em .4em; }
  .scroll table.techno-kit-table.techno-kit-table :is(thead th, td) { white-space: normal; }
  .scroll :is(thead th, [scope=rowgroup], td:not(.number)) { overflow-wrap: anywhere; }
  figure, table, tbody, tr, dl, .notes { break-inside: avoid; }
  details:not([open]) { display: none; }
  thead { display: table-header-group; }
  tfoot { display: table-row-group; }
  figure { overflow: visible; }
  figure img { max-height: 220mm; max-width: 100%; object-fit: contain; object-position: left top; }
}
""".strip()

_TABLES: Final = STYLE.removeprefix("<style>").removesuffix("</style>")

#: What stands in a page's one ``style`` element.
PAGE_STYLE: Final = "\n".join([_TABLES, _LOOK, _PRINT])
