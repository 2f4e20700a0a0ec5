"""A paper as one .html file: no address outside it, every number a link to its source, ready to print on A4."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

import attrs

from unionwork.documents.html_style import STYLE
from unionwork.documents.marks import seal_text
from unionwork.documents.official import Levels, title_lines, written_day
from unionwork.documents.paper import Block, Break, Cell, Diagram, Grid, Heading, Paper, Paragraph, Run
from unionwork.documents.sources import COLUMNS, list_facts, list_sources, stays_inside
from unionwork.documents.svg import draw_svg
from unionwork.documents.texts import xml_text
from unionwork.documents.wording import signature_label, word

# Nothing is loaded and nothing runs, whatever a record has planted.
_POLICY: Final = "default-src 'none'; style-src 'unsafe-inline'"
_RIGHTS: Final = ("place", "number")


def write_html(paper: Paper) -> bytes:
    """The paper as HTML in UTF-8, with the table of sources at its end."""
    return seal_text(paper.form, "\n".join(_Page(paper=paper).lines()) + "\n").encode("utf-8")


@attrs.define(kw_only=True)
class _Page:
    """Draws one paper; a number that stands twice is linked twice and come back to once."""

    paper: Paper
    levels: Levels = attrs.field(factory=Levels)
    seen: set[int] = attrs.field(factory=set)

    def lines(self) -> Iterator[str]:
        paper = self.paper
        lang = "zh-CN" if paper.lang == "zh" else "en"
        title = xml_text("".join(title_lines(paper.title)))
        yield f'<!DOCTYPE html>\n<html lang="{lang}">\n<head>\n<meta charset="utf-8">'
        yield f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield '<meta name="generator" content="unionwork">'
        yield f'<meta name="unionwork-form" content="{xml_text(paper.form)}">'
        yield f"<title>{title}</title>\n<style>\n{STYLE}</style>\n</head>"
        yield f'<body class="{xml_text(paper.layout)}">\n<main>'
        sheets = self._sheets()
        for place, blocks in enumerate(sheets):
            yield from self._sheet(blocks, first=place == 0, last=place == len(sheets) - 1)
        yield from self._sources()
        yield "</main>\n</body>\n</html>"

    def _sheets(self) -> list[list[Block]]:
        """The blocks of each page that is sent apart; all in one where the layout is one paper."""
        if not stays_inside(self.paper):
            return [list(self.paper.blocks)]
        sheets: list[list[Block]] = [[]]
        for block in self.paper.blocks:
            if isinstance(block, Break):
                sheets.append([])
            else:
                sheets[-1].append(block)
        return sheets

    def _sheet(self, blocks: Sequence[Block], *, first: bool, last: bool) -> Iterator[str]:
        """One page of a batch: the first begins and the last ends as the paper says, the others carry their own."""
        paper, self.levels = self.paper, Levels(self.paper.lang)
        yield f'<section class="sheet{"" if first else " next"}">'
        if paper.layout == "statistics":
            yield from self._statistics_head()
        lines = title_lines(paper.title, paper.org_name)
        if not first and blocks and isinstance(blocks[0], Paragraph):
            lines, blocks = [blocks[0].text], blocks[1:]
        yield f"<h1>{'<br>'.join(map(xml_text, lines))}</h1>"
        if paper.layout == "statistics":
            yield from self._reporter()
        if first and paper.addressee:
            yield f'<p class="to">{xml_text(paper.addressee.rstrip("：:"))}：</p>'
        for block in blocks:
            yield from self._block(block)
        if last:
            yield from self._end()
        yield "</section>"

    def _end(self) -> Iterator[str]:
        """The notes and the signatures."""
        paper = self.paper
        if paper.notes:
            notes = "".join(f"<li>{self._text(note)}</li>" for note in paper.notes)
            yield (
                f'<div class="notes"><p>{word("notes", paper.lang)}{word("colon", paper.lang)}</p>'
                f"<ol>{notes}</ol></div>"
            )
        yield from self._signature()

    def _block(self, block: Block) -> Iterator[str]:
        if isinstance(block, Heading):
            level = min(block.level, 4)
            yield f"<h{level + 1}>{self.levels.number(block.level)}{self._text(block.text)}</h{level + 1}>"
        elif isinstance(block, Paragraph):
            if block.text.strip():
                yield self._paragraph(block)
        elif isinstance(block, Grid):
            yield from self._grid(block)
        elif isinstance(block, Diagram):
            title = f"<figcaption>{self._text(block.title)}</figcaption>" if block.title else ""
            yield f"<figure>{title}\n{draw_svg(block, self.paper.lang)}</figure>"
        else:
            # The paper of another record begins.
            self.levels = Levels(self.paper.lang)
            yield '<hr class="break">'

    def _paragraph(self, paragraph: Paragraph) -> str:
        names = [paragraph.align] if paragraph.align in ("center", "right") else []
        names += ["indent"] if paragraph.indent and not names else []
        names += ["small"] if paragraph.small else []
        kind = f' class="{" ".join(names)}"' if names else ""
        return f"<p{kind}>{self._runs(paragraph.runs)}</p>"

    def _runs(self, runs: Sequence[Run]) -> str:
        return "".join(self._run(run) for run in runs)

    def _run(self, run: Run) -> str:
        text = self._text(run.text)
        if run.bold:
            text = f"<b>{text}</b>"
        if not run.place:
            return text
        back = "" if run.place in self.seen else f' id="n{run.place}"'
        self.seen.add(run.place)
        return f'<a class="n" href="#s{run.place}"{back}>{text}</a>'

    def _text(self, text: str) -> str:
        return xml_text(text).replace("\n", "<br>")

    def _grid(self, grid: Grid) -> Iterator[str]:
        yield '<div class="table"><table>'
        title = f"<b>{self._text(grid.title)}</b>" if grid.title else ""
        unit = f"<span>{word('unit', self.paper.lang)}{self._text(grid.unit)}</span>" if grid.unit else ""
        if title or unit:
            yield f"<caption>{title}{unit}</caption>"
        if grid.widths:
            total = sum(grid.widths) or 1
            columns = "".join(f'<col style="width:{100 * width / total:.1f}%">' for width in grid.widths)
            yield f"<colgroup>{columns}</colgroup>"
        if grid.head:
            yield "<thead>"
            yield from (self._line(line, "th") for line in grid.head)
            yield "</thead>"
        yield "<tbody>"
        yield from (self._line(line, "td") for line in grid.body)
        yield "</tbody></table></div>"
        for note in grid.notes:
            yield f'<p class="small">{self._runs(note.runs)}</p>'

    def _line(self, line: Sequence[Cell], tag: str) -> str:
        parts = []
        for cell in line:
            kind = f' class="{cell.align}"' if cell.align in ("center", "right") else ""
            span = f' colspan="{cell.columns}"' if cell.columns > 1 else ""
            inset = f' style="padding-left:{0.4 + cell.indent}em"' if cell.indent else ""
            text = self._runs(cell.runs)
            parts.append(f"<{tag}{kind}{span}{inset}>{f'<b>{text}</b>' if cell.bold else text}</{tag}>")
        return f"<tr>{''.join(parts)}</tr>"

    def _statistics_head(self) -> Iterator[str]:
        head, lang = self.paper.statistics, self.paper.lang
        if head is None:
            return
        told = {
            "form_number": head.number, "made_by": head.made_by, "approved_by": head.approved_by,
            "approval": head.approval, "valid_until": head.valid_until,
        }  # fmt: skip
        lines = "".join(f"<div>{word(key, lang)}{self._text(value)}</div>" for key, value in told.items())
        yield f'<div class="head">{lines}</div>'

    def _reporter(self) -> Iterator[str]:
        head, lang = self.paper.statistics, self.paper.lang
        unit = f"{word('unit', lang)}{self._text(head.unit)}" if head is not None and head.unit else ""
        org = f"{word('reporter', lang)}{self._text(self.paper.org_name)}"
        yield (
            f'<div class="row"><span>{org}</span><span>{self._text(self.paper.period)}</span><span>{unit}</span></div>'
        )

    def _signature(self) -> Iterator[str]:
        paper, lang = self.paper, self.paper.lang
        day = written_day(paper.on, lang)
        if paper.layout == "statistics":
            labels = paper.signed_by or tuple(word(key, lang) for key in ("chief", "statistician", "filler", "phone"))
            parts = [signature_label(label, lang) for label in labels] + [f"{word('sent_on', lang)}{day}"]
            yield f'<div class="row foot">{"".join(f"<span>{self._text(part)}</span>" for part in parts)}</div>'
            return
        for label in paper.signed_by:
            yield f'<p class="hand">{self._text(signature_label(label, lang))}</p>'
        yield f'<div class="signed"><p>{self._text(paper.org_name)}</p><p>{day}</p></div>'

    def _sources(self) -> Iterator[str]:
        paper, lang = self.paper, self.paper.lang
        sources, facts = list_sources(paper), list_facts(paper)
        if not (sources or facts or paper.omitted):
            return
        yield f'<section class="sources" id="sources"><h2>{word("sources", lang)}</h2>'
        if stays_inside(paper):
            yield f"<p>{word('inner', lang)}</p>"
        if sources:
            names = "".join(f"<th>{word(key, lang)}</th>" for key in (*COLUMNS, "command"))
            yield f'<div class="table"><table>\n<thead><tr>{names}</tr></thead>\n<tbody>'
            for source in sources:
                cells = [
                    f'<td class="right">{self._text(text)}</td>' if key in _RIGHTS else f"<td>{self._text(text)}</td>"
                    for key, text in zip(COLUMNS, source.cells, strict=True)
                ]
                cells[0] = f'<td class="right">{self._back(source.place)}</td>'
                command = f"<code>{self._text(source.command)}</code>" if source.command else ""
                yield f'<tr id="s{source.place}">{"".join(cells)}<td>{command}</td></tr>'
            yield "</tbody></table></div>"
        if facts:
            yield "<dl>"
            yield from (f"<dt>{label}</dt><dd><code>{self._text(value)}</code></dd>" for label, value in facts)
            yield "</dl>"
        if paper.omitted:
            lines = "".join(f"<li>{self._text(line)}</li>" for line in paper.omitted)
            yield f"<p>{word('omitted', lang)}{word('colon', lang)}</p><ul>{lines}</ul>"
        yield "</section>"

    def _back(self, place: int) -> str:
        return f'<a href="#n{place}">{place}</a>' if place in self.seen else str(place)
