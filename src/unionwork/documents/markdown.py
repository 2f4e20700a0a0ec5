"""A paper as .md: headings, paragraphs and tables that any reader of Markdown shows."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from unionwork.documents.charts import draw_text
from unionwork.documents.marks import seal_text
from unionwork.documents.official import Levels, title_lines, written_day
from unionwork.documents.paper import Block, Break, Cell, Diagram, Grid, Heading, Paper, Paragraph, Run
from unionwork.documents.sources import COLUMNS, list_facts, list_sources, stays_inside
from unionwork.documents.texts import markdown_text, printable
from unionwork.documents.wording import signature_label, word

_CHART_WIDTH: Final = 72
_RULES: Final = {"left": ":---", "center": ":---:", "right": "---:"}


def write_markdown(paper: Paper) -> bytes:
    """The paper as Markdown in UTF-8, with the table of sources at its end."""
    return seal_text(paper.form, "\n\n".join(_parts(paper)) + "\n").encode("utf-8")


def _parts(paper: Paper) -> Iterator[str]:
    yield f"# {markdown_text(''.join(title_lines(paper.title, paper.org_name)))}"
    if paper.layout == "statistics":
        yield from _statistics_head(paper)
    if paper.addressee:
        yield markdown_text(_with_colon(paper.addressee))
    levels = Levels(paper.lang)
    for block in paper.blocks:
        # The paper of another record begins.
        if isinstance(block, Break):
            levels = Levels(paper.lang)
        yield from _block(block, paper, levels)
    if paper.notes:
        yield "\n".join(
            [f"{word('notes', paper.lang)}{word('colon', paper.lang)}", ""]
            + [f"{place}. {markdown_text(note)}" for place, note in enumerate(paper.notes, start=1)]
        )
    yield from _signature(paper)
    yield from _sources(paper)


def _block(block: Block, paper: Paper, levels: Levels) -> Iterator[str]:
    if isinstance(block, Heading):
        lead = "#" * min(block.level + 1, 6)
        yield f"{lead} {levels.number(block.level)}{markdown_text(block.text)}"
    elif isinstance(block, Paragraph):
        if block.text.strip():
            yield _runs(block.runs)
    elif isinstance(block, Grid):
        yield from _grid(block, paper)
    elif isinstance(block, Diagram):
        yield "\n".join(["```text", *(_plain(line) for line in draw_text(block, _CHART_WIDTH, paper.lang)), "```"])
    else:
        yield "---"


def _plain(line: str) -> str:
    return printable(line).replace("\n", " ").replace("```", "'''")


def _runs(runs: Sequence[Run]) -> str:
    # Strong marks beside Chinese text are read differently by different readers, so bold text stays plain.
    return markdown_text("".join(run.text for run in runs))


def _grid(grid: Grid, paper: Paper) -> Iterator[str]:
    if grid.title:
        yield f"**{markdown_text(grid.title)}**"
    if grid.unit:
        yield markdown_text(f"{word('unit', paper.lang)}{grid.unit}")
    lines = _table(grid)
    if lines:
        yield "\n".join(lines)
    for note in grid.notes:
        yield _runs(note.runs)


def _table(grid: Grid) -> list[str]:
    rows = [_cells(line) for line in grid.body]
    columns = max((len(row) for row in [*rows, *map(_cells, grid.head)]), default=0)
    if not columns:
        return []
    aligned = next((_alignments(line) for line in grid.body), [])
    rules = [_RULES[aligned[place] if place < len(aligned) else "left"] for place in range(columns)]
    return [_line(row, columns) for row in (_head(grid, columns), rules, *rows)]


def _head(grid: Grid, columns: int) -> list[str]:
    """Markdown knows one heading line: of several, each column gets what stands above it, from the top down."""
    names: list[list[str]] = [[] for _ in range(columns)]
    for line in grid.head:
        place = 0
        for cell in line:
            text = markdown_text(cell.text)
            for column in range(place, place + max(cell.columns, 1)):
                if text and text not in names[column]:
                    names[column].append(text)
            place += max(cell.columns, 1)
    return [" ".join(held) for held in names]


def _cells(line: Sequence[Cell]) -> list[str]:
    texts: list[str] = []
    for cell in line:
        text = "\u3000" * cell.indent + markdown_text(cell.text)
        texts += [text, *[""] * (max(cell.columns, 1) - 1)]
    return texts


def _alignments(line: Sequence[Cell]) -> list[str]:
    return [cell.align for cell in line for _ in range(max(cell.columns, 1))]


def _line(texts: Sequence[str], columns: int) -> str:
    return "| " + " | ".join([*texts, *[""] * (columns - len(texts))]) + " |"


def _statistics_head(paper: Paper) -> Iterator[str]:
    head, lang = paper.statistics, paper.lang
    if head is not None:
        told = {
            "form_number": head.number, "made_by": head.made_by, "approved_by": head.approved_by,
            "approval": head.approval, "valid_until": head.valid_until,
        }  # fmt: skip
        yield "\n".join(f"- {word(key, lang)}{markdown_text(value)}" for key, value in told.items())
    line = [f"{word('reporter', lang)}{paper.org_name}", paper.period]
    if head is not None and head.unit:
        line.append(f"{word('unit', lang)}{head.unit}")
    yield markdown_text("\u3000".join(part for part in line if part))


def _signature(paper: Paper) -> Iterator[str]:
    lines = [markdown_text(signature_label(label, paper.lang)) for label in paper.signed_by]
    if paper.org_name and paper.layout != "statistics":
        lines.append(markdown_text(paper.org_name))
    day = written_day(paper.on, paper.lang)
    lines.append(f"{word('sent_on', paper.lang)}{day}" if paper.layout == "statistics" else day)
    yield "  \n".join(lines)


def _sources(paper: Paper) -> Iterator[str]:
    lang, sources, facts = paper.lang, list_sources(paper), list_facts(paper)
    if not (sources or facts or paper.omitted):
        return
    yield f"## {word('sources', lang)}"
    if stays_inside(paper):
        yield word("inner", lang)
    if sources:
        names = [word(key, lang) for key in COLUMNS]
        rules = ["---:" if key in ("place", "number") else ":---" for key in COLUMNS]
        rows = [[markdown_text(text) for text in source.cells] for source in sources]
        yield "\n".join(_line(row, len(COLUMNS)) for row in [names, rules, *rows])
    if facts:
        yield "\n".join(f"- {label}{word('colon', lang)}{_code(value)}" for label, value in facts)
    if paper.omitted:
        yield f"{word('omitted', lang)}{word('colon', lang)}"
        yield "\n".join(f"- {markdown_text(line)}" for line in paper.omitted)


def _code(text: str) -> str:
    return f"`{_plain(text).replace('`', chr(39))}`"


def _with_colon(text: str) -> str:
    return text if text.endswith(("：", ":")) else f"{text}："
