"""A paper as .docx in the layout of official papers, with its charts and its table of sources."""

from __future__ import annotations

import io
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import attrs

from unionwork.documents.docx_charts import BOOK_TYPE, CHART_TYPE, chart_book, chart_xml, inline_chart
from unionwork.documents.docx_template import empty_docx
from unionwork.documents.marks import WRITER, identifier_of
from unionwork.documents.official import (
    CHARACTERS,
    Levels,
    characters_of,
    signature_indents,
    title_lines,
    written_day,
)
from unionwork.documents.ooxml import (
    indent,
    is_wide,
    page_number,
    paragraph,
    parse_block,
    run,
    runs,
    section,
    table,
    width_between,
)
from unionwork.documents.packages import pack_again
from unionwork.documents.paper import Block, Break, Cell, Diagram, Grid, Heading, Paper, Paragraph, Run
from unionwork.documents.sources import COLUMNS, list_facts, list_sources, stays_inside
from unionwork.documents.texts import printable
from unionwork.documents.wording import signature_label, word

_KEEP = "<w:keepNext/>"
_SOURCE_WIDTHS = (3, 13, 7, 10, 6, 7, 13, 7)
_SMALL = 10.5
# A core property holds no more signs.
_MOST = 255


def write_docx(paper: Paper) -> bytes:
    """The paper as .docx; the same paper gives the same bytes.

    Fonts are named and not carried: where 方正小标宋, 仿宋_GB2312 or 楷体_GB2312 is not installed, the office
    program takes what stands for it.
    """
    from docx import Document

    document: Any = Document(io.BytesIO(empty_docx()))
    _Typesetter(document=document, paper=paper).set()
    properties, day = document.core_properties, datetime.fromisoformat(paper.on)
    properties.identifier = identifier_of(paper.form)
    properties.title, properties.subject = (printable(text)[:_MOST] for text in (paper.title, paper.label))
    properties.author = properties.last_modified_by = WRITER
    properties.created = properties.modified = day
    properties.keywords, properties.comments, properties.revision = paper.head, "", 1
    stream = io.BytesIO()
    document.save(stream)
    return pack_again(stream.getvalue())


@attrs.define(kw_only=True)
class _Typesetter:
    """Sets one paper, part after part.

    Attributes:
        parts: the paragraphs, tables and ends of sections so far.
        landscape: whether the section at work lies on its side.
        empty: whether nothing stands in it yet.
        framed: whether it has a frame around it (cards).
        restart: whether its page numbers begin anew (letters of a batch).
    """

    document: Any
    paper: Paper
    parts: list[str] = attrs.field(factory=list)
    levels: Levels = attrs.field(factory=Levels)
    landscape: bool = False
    empty: bool = True
    framed: bool = False
    restart: bool = False
    charts: int = 0

    def set(self) -> None:
        paper = self.paper
        self.framed = paper.layout == "card"
        self.landscape = paper.layout == "statistics" and any(
            isinstance(block, Grid) and is_wide(block) for block in paper.blocks
        )
        self.restart = stays_inside(paper)
        sheets: list[list[Block]] = [[]]
        for block in paper.blocks:
            if isinstance(block, Break) and stays_inside(paper):
                sheets.append([])
            else:
                sheets[-1].append(block)
        for place, blocks in enumerate(sheets):
            if place:
                self._end_section(landscape=False)
            self._sheet(blocks, first=not place, last=place == len(sheets) - 1)
        self._sources()
        last = section(landscape=self.landscape, framed=self.framed, restart=self.restart, last=True)
        body = self.document.element.body
        body.clear_content()
        body.remove(body[-1])
        for element in parse_block([*self.parts, last]):
            body.append(element)
        self._page_numbers()

    def _add(self, *parts: str) -> None:
        self.parts += parts
        self.empty = False

    def _end_section(self, *, landscape: bool, framed: bool | None = None) -> None:
        if not self.empty:
            self.parts.append(section(landscape=self.landscape, framed=self.framed, restart=self.restart))
            # Within one letter the numbers run on.
            self.restart = False
        self.landscape, self.empty = landscape, True
        self.framed = self.framed if framed is None else framed

    def _sheet(self, blocks: Sequence[Block], *, first: bool, last: bool) -> None:
        """One page of a batch: the first begins and the last ends as the paper says, the others carry their own."""
        paper = self.paper
        self.levels = Levels(paper.lang)
        self.restart = stays_inside(paper)
        statistics = paper.layout == "statistics"
        if statistics:
            self._statistics_head()
        if first:
            self._title(title_lines(paper.title, paper.org_name), blank=not statistics)
            if statistics:
                self._reporter()
            if paper.addressee:
                self._add(paragraph("Normal", run(f"{paper.addressee.rstrip('：:')}：")))
        elif blocks and isinstance(blocks[0], Paragraph):
            self._title([blocks[0].text], blank=True)
            blocks = blocks[1:]
        for place, block in enumerate(blocks):
            if isinstance(block, Heading) and not statistics and _leads_to_wide(blocks[place:]):
                # A heading goes with its table to the page that lies on its side.
                if not self.landscape:
                    self._end_section(landscape=True)
                self._heading(block)
            else:
                self._block(block)
        if self.landscape and not statistics:
            self._end_section(landscape=False)
        if not last:
            return
        self._notes()
        if statistics:
            self._statistics_foot()
        else:
            self._signature()

    def _title(self, lines: Sequence[str], *, blank: bool) -> None:
        for line in lines:
            self._add(paragraph("Title", run(line), props=_KEEP))
        if blank:
            self._add(paragraph("Normal", ""))

    def _block(self, block: Block) -> None:
        if isinstance(block, Grid):
            self._grid(block)
            return
        if self.landscape and self.paper.layout != "statistics":
            self._end_section(landscape=False)
        if isinstance(block, Heading):
            self._heading(block)
        elif isinstance(block, Paragraph):
            self._paragraph(block)
        elif isinstance(block, Diagram):
            self._chart(block)
        else:
            # The paper of another record begins.
            self.levels = Levels(self.paper.lang)
            self._add('<w:p><w:r><w:br w:type="page"/></w:r></w:p>')

    def _heading(self, block: Heading) -> None:
        level = min(max(block.level, 1), 4)
        self._add(paragraph(f"Heading{level}", run(self.levels.number(level) + block.text)))

    def _paragraph(self, block: Paragraph) -> None:
        if not block.text.strip():
            return
        align = f'<w:jc w:val="{block.align}"/>' if block.align in ("center", "right") else ""
        style = "Note" if block.small else "Body" if block.indent and not align else "Normal"
        self._add(paragraph(style, runs(block.runs), props=align))

    def _grid(self, grid: Grid) -> None:
        if self.paper.layout != "statistics" and is_wide(grid) != self.landscape:
            self._end_section(landscape=is_wide(grid))
        if grid.title:
            self._add(paragraph("TableName", run(grid.title), props=_KEEP))
        if grid.unit:
            self._add(paragraph("TableUnit", run(word("unit", self.paper.lang) + grid.unit), props=_KEEP))
        made = table(grid, landscape=self.landscape)
        if made:
            self._add(made)
        for note in grid.notes:
            self._add(paragraph("Note", runs(note.runs)))
        # Two tables without a paragraph between them would become one.
        if not grid.notes or self.paper.layout != "statistics":
            self._add(paragraph("Note", ""))

    def _chart(self, diagram: Diagram) -> None:
        from docx.opc.constants import RELATIONSHIP_TYPE
        from docx.opc.packuri import PackURI
        from docx.opc.part import Part

        self.charts += 1
        package, book_id = self.document.part.package, "rId1"
        chart = Part(
            PackURI(f"/word/charts/chart{self.charts}.xml"), CHART_TYPE,
            chart_xml(diagram, book_id, self.paper.lang), package,
        )  # fmt: skip
        book = Part(PackURI(f"/word/embeddings/chart{self.charts}.xlsx"), BOOK_TYPE, chart_book(diagram), package)
        assert chart.relate_to(book, RELATIONSHIP_TYPE.PACKAGE) == book_id
        relation = self.document.part.relate_to(chart, RELATIONSHIP_TYPE.CHART)
        self._add(paragraph("Picture", inline_chart(relation, self.charts, diagram.title)))

    def _notes(self) -> None:
        paper = self.paper
        if not paper.notes:
            return
        if len(paper.notes) == 1:
            self._add(paragraph("Note", run(word("note", paper.lang) + paper.notes[0])))
            return
        self._add(paragraph("Note", run(word("notes", paper.lang) + word("colon", paper.lang))))
        for place, note in enumerate(paper.notes, start=1):
            self._add(paragraph("Note", run(f"{place}. {note}"), props=indent(left=1)))

    def _signature(self) -> None:
        """Without seal: the name one line below the text, two characters in; the day below it."""
        paper, day = self.paper, written_day(self.paper.on, self.paper.lang)
        self._add(paragraph("Normal", "", props=_KEEP))
        for label in paper.signed_by:
            self._add(paragraph("Body", run(signature_label(label, paper.lang)), props=_KEEP))
        indents = signature_indents(paper.org_name, day)
        # A name that would not fit beside its indent takes a line of its own.
        inset = indents.name if indents.name + characters_of(paper.org_name) <= CHARACTERS else 0
        right = '<w:jc w:val="right"/>'
        if paper.org_name:
            self._add(paragraph("Normal", run(paper.org_name), props=_KEEP + indent(right=inset) + right))
        self._add(paragraph("Normal", run(day), props=indent(right=indents.day if inset else 2) + right))

    def _statistics_head(self) -> None:
        head, lang = self.paper.statistics, self.paper.lang
        if head is None:
            return
        told = [
            word("form_number", lang) + head.number, word("made_by", lang) + head.made_by,
            word("approved_by", lang) + head.approved_by, word("approval", lang) + head.approval,
            word("valid_until", lang) + head.valid_until,
        ]  # fmt: skip
        longest = max(14.0, *(characters_of(line) for line in told))
        left = max(width_between(landscape=self.landscape) - round(longest * _SMALL * 20), 0)
        for line in told:
            self._add(paragraph("Note", run(line), props=f'<w:ind w:left="{left}"/>'))

    def _reporter(self) -> None:
        paper, width = self.paper, width_between(landscape=self.landscape)
        head = paper.statistics
        unit = word("unit", paper.lang) + head.unit if head is not None and head.unit else ""
        text = f"{word('reporter', paper.lang)}{paper.org_name}\t{paper.period}\t{unit}"
        tabs = f'<w:tabs><w:tab w:val="center" w:pos="{width // 2}"/><w:tab w:val="right" w:pos="{width}"/></w:tabs>'
        self._add(paragraph("Note", run(text), props=_KEEP + tabs))

    def _statistics_foot(self) -> None:
        paper, width = self.paper, width_between(landscape=self.landscape)
        labels = paper.signed_by or tuple(word(key, paper.lang) for key in ("chief", "statistician", "filler", "phone"))
        parts = [signature_label(label, paper.lang) for label in labels]
        parts.append(word("sent_on", paper.lang) + written_day(paper.on, paper.lang))
        across = max(int(width / 20 / _SMALL // 10), 1)
        stops = "".join(f'<w:tab w:val="left" w:pos="{width * place // across}"/>' for place in range(1, across))
        for start in range(0, len(parts), across):
            line = "\t".join(parts[start : start + across])
            self._add(paragraph("Note", run(line), props=f'<w:tabs>{stops}</w:tabs><w:spacing w:before="80"/>'))

    def _sources(self) -> None:
        paper, lang = self.paper, self.paper.lang
        sources, facts = list_sources(paper), list_facts(paper)
        if not (sources or facts or paper.omitted):
            return
        self._end_section(landscape=False, framed=False)
        self.restart = stays_inside(paper)
        self._add(paragraph("TableName", run(word("sources", lang)), props=_KEEP))
        if stays_inside(paper):
            self._add(paragraph("TableUnit", run(word("inner", lang)), props=_KEEP))
        if sources:
            names = [Cell(runs=[Run(word(key, lang))], align="center") for key in COLUMNS]
            rights = ("place", "number")
            body = [
                [
                    Cell(runs=[Run(text)], align="right" if key in rights else "left")
                    for key, text in zip(COLUMNS, source.cells, strict=True)
                ]
                for source in sources
            ]
            self._add(table(Grid(head=[names], body=body, widths=_SOURCE_WIDTHS), points=7.5))
            self._add(paragraph("Mono", ""))
        for label, value in facts:
            self._add(paragraph("Mono", run(f"{label}{word('colon', lang)}{value}")))
        if paper.omitted:
            self._add(paragraph("Mono", run(f"{word('omitted', lang)}{word('colon', lang)}")))
            for line in paper.omitted:
                self._add(paragraph("Mono", run(line), props=indent(left=1)))

    def _page_numbers(self) -> None:
        """Odd pages at the right, even ones at the left, one character in."""
        first = self.document.sections[0]
        for footer, even in ((first.footer, False), (first.even_page_footer, True)):
            footer.is_linked_to_previous = False
            element = footer._element
            for held in list(element):
                element.remove(held)
            for made in parse_block([page_number(even=even)]):
                element.append(made)


def _leads_to_wide(blocks: Sequence[Block]) -> bool:
    """Whether the first block that is no heading is a table that lies on its side."""
    first = next((block for block in blocks if not isinstance(block, Heading)), None)
    return isinstance(first, Grid) and is_wide(first)
