"""How a paper looks in a browser and on its printer: no font is carried, light and dark."""

from __future__ import annotations

from typing import Final

from unionwork.documents.svg import COLOURS

_SONG = (
    '"FZXiaoBiaoSong-B05S", "方正小标宋简体", "STZhongsong", "Noto Serif CJK SC", "Source Han Serif SC", SimSun, serif'
)
_BODY = (
    '"FangSong_GB2312", "仿宋_GB2312", FangSong, "仿宋", STFangsong, "Noto Serif CJK SC", "WenQuanYi Zen Hei", serif'
)
_KAI = '"KaiTi_GB2312", "楷体_GB2312", KaiTi, "楷体", STKaiti, "WenQuanYi Zen Hei", serif'
_HEI = 'SimHei, "黑体", "Microsoft YaHei", "PingFang SC", "Noto Sans CJK SC", "WenQuanYi Zen Hei", sans-serif'

_SERIES = "\n".join(
    f"svg .s{place} {{ fill: #{colour}; }}\nsvg .l{place} {{ fill: none; stroke: #{colour}; stroke-width: 2; }}"
    for place, colour in enumerate(COLOURS)
)

STYLE: Final = f"""\
:root {{
  color-scheme: light dark;
  --ink: #111; --paper: #fff; --desk: #e9e9e6; --rule: #333; --soft: #666; --link: #174a8b;
}}
@media (prefers-color-scheme: dark) {{
  :root {{ --ink: #e8e6e1; --paper: #1d1f22; --desk: #121315; --rule: #8a8a86; --soft: #a5a5a0; --link: #8db8f0; }}
}}
* {{ box-sizing: border-box; }}
body {{ margin: 0; background: var(--desk); color: var(--ink); font: 16pt/28.95pt {_BODY}; }}
main {{ max-width: 210mm; margin: 8mm auto; padding: 20mm 26mm 20mm 28mm; background: var(--paper); }}
h1 {{ margin: 0 0 28.95pt; font: 22pt/33pt {_SONG}; font-weight: bold; text-align: center; }}
h2, h3, h4, h5 {{ margin: 0; font-size: 16pt; font-weight: normal; text-indent: 2em; break-after: avoid; }}
h2 {{ font-family: {_HEI}; }}
h3 {{ font-family: {_KAI}; }}
p {{ margin: 0; text-align: justify; }}
p.indent, p.hand {{ text-indent: 2em; }}
p.center {{ text-align: center; }}
p.right {{ text-align: right; }}
p.small, .notes {{ font-size: 10.5pt; line-height: 16pt; }}
.notes {{ margin-top: 8pt; }}
.notes ol {{ margin: 0; padding-left: 2em; }}
a.n {{ color: inherit; text-decoration: underline dotted var(--soft); text-underline-offset: .25em; }}
a.n:hover, a:focus-visible {{ color: var(--link); }}
a {{ color: var(--link); }}
:target {{ background: color-mix(in srgb, var(--link) 18%, transparent); }}
.table {{ overflow-x: auto; margin: 8pt 0; }}
table {{ width: 100%; border-collapse: collapse; font-size: 12pt; line-height: 18pt; }}
caption {{ padding-bottom: 4pt; text-align: center; font-family: {_HEI}; font-size: 14pt; }}
caption b {{ font-weight: normal; }}
caption span {{ float: right; font: 10.5pt/18pt {_BODY}; }}
th, td {{ border: .5pt solid var(--rule); padding: 2pt .4em; text-align: left; vertical-align: middle; }}
th {{ font-family: {_HEI}; font-weight: normal; text-align: center; }}
.right {{ text-align: right; font-variant-numeric: tabular-nums; }}
td.center {{ text-align: center; }}
td.right, td.center {{ white-space: nowrap; }}
thead {{ display: table-header-group; }}
tr {{ break-inside: avoid; }}
figure {{ margin: 10pt 0; break-inside: avoid; }}
figcaption {{ text-align: center; font: 14pt/22pt {_HEI}; }}
svg {{ width: 100%; height: auto; font: 12px/1 {_HEI}; }}
svg text {{ fill: var(--ink); }}
svg .tick {{ fill: var(--soft); }}
svg .grid {{ stroke: var(--rule); stroke-opacity: .3; stroke-width: .6; }}
{_SERIES}
.signed {{ margin-top: 28.95pt; width: fit-content; margin-left: auto; padding-right: 2em; }}
.signed p + p {{ padding-left: 2em; }}
.head {{ width: fit-content; margin-left: auto; font-size: 10.5pt; line-height: 15pt; min-width: 13em; }}
.row {{ display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 2em; }}
.row {{ font-size: 10.5pt; line-height: 18pt; }}
.foot {{ margin-top: 4pt; }}
.foot span {{ min-width: 8em; }}
.statistics h1 {{ margin: 6pt 0 10pt; }}
.card .sheet {{ border: 1.5pt solid var(--rule); padding: 8mm; }}
.sheet.next {{ margin-top: 20mm; break-before: page; }}
hr.break {{ border: 0; border-top: .5pt dashed var(--soft); margin: 10mm 0; break-after: page; }}
.sources {{ margin-top: 20mm; font-size: 10.5pt; line-height: 15pt; break-before: page; }}
.sources h2 {{ text-indent: 0; }}
.sources table {{ font-size: 8pt; line-height: 11pt; }}
.sources code {{ font-size: 7.5pt; overflow-wrap: anywhere; }}
dl {{ display: grid; grid-template-columns: max-content 1fr; gap: 2pt 1em; }}
dd {{ margin: 0; }}
@page {{ size: A4; margin: 37mm 26mm 35mm 28mm; }}
@page :right {{
  @bottom-right {{ content: "\\2014 " counter(page) " \\2014"; font: 14pt SimSun, serif; padding-right: 1em; }}
}}
@page :left {{
  @bottom-left {{ content: "\\2014 " counter(page) " \\2014"; font: 14pt SimSun, serif; padding-left: 1em; }}
}}
@media print {{
  :root {{ --ink: #000; --paper: #fff; --desk: #fff; --rule: #000; --soft: #555; --link: #000; }}
  main {{ max-width: none; margin: 0; padding: 0; }}
  a, a.n {{ color: inherit; text-decoration: none; }}
  .table {{ overflow: visible; }}
  .sheet.next, .sources {{ margin-top: 0; }}
  hr.break {{ border: 0; margin: 0; }}
}}
@media screen and (max-width: 700px) {{
  body {{ font-size: 12.5pt; line-height: 22pt; }}
  main {{ margin: 0; padding: 6mm; }}
  h2, h3, h4, h5 {{ font-size: 12.5pt; }}
}}
"""
