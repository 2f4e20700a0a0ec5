"""The page before it is written: blocks of text, tables and charts, in which every number has its address."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from decimal import Decimal
from typing import Any

import attrs

from unionwork.declare.forms import FormHead
from unionwork.declare.sequences import listed

Amount = int | Decimal


@attrs.frozen(kw_only=True)
class Address:
    """Where a number comes from, so that anybody can measure it again.

    Attributes:
        place: its number on the page, from 1.
        sort: "indicator", "target", "param", "check", "duty" or "list" (how many records a listing has).
        key: of the indicator, parameter, check, duty or kind.
        label: what it is called.
        part: which number: value, numerator, denominator, rank, siblings ("" where there is only one).
        org: number of the organisation; `org_name` its name.
        period: the period as it is written, "" for none.
        on: the day of the figure, ISO.
        by: field to code.
        told: the same in words, such as 致困原因:患重特大疾病.
        value: the exact number.
        unit: its unit, "" for none.
        where: for "list" the filters as they are typed, joined by 且 (in brackets where they can only be said
            in words); for "param" the document.
        region: key of the region whose parameters hold there.
    """

    place: int
    sort: str
    key: str
    label: str
    part: str = ""
    org: str
    org_name: str = ""
    period: str = ""
    on: str
    by: Mapping[str, str] = attrs.field(factory=dict)
    told: str = ""
    value: Amount
    unit: str = ""
    where: str = ""
    region: str = ""

    @property
    def command(self) -> str:
        """The command line that measures it again, "" where there is none of its own."""
        org = f" --org {self.org}" if self.org else ""
        period = f" --period {self.period}" if self.period else ""
        if self.sort == "indicator":
            by = "".join(f" --by {field}" for field in self.by)
            return f"unionwork indicator measure {self.key}{org}{period}{by} --on {self.on}"
        if self.sort == "check":
            return f"unionwork check {self.key}{org} --on {self.on}"
        if self.sort == "duty":
            return f"unionwork due{org} --on {self.on}"
        if self.sort == "target":
            return f"unionwork target list --on {self.on}"
        if self.sort == "param":
            return f"unionwork param show {self.key}{org} --on {self.on}"
        if self.where.startswith("("):
            return ""
        where = "".join(f' --where "{entry}"' for entry in self.where.split(" 且 ") if entry)
        return f"unionwork {self.key} list{org} --on {self.on}{where}"


@attrs.frozen
class Run:
    """A piece of text.

    Attributes:
        text: what is read.
        place: the address of the number that it shows, 0 where it is no number.
        bold: whether it stands out.
    """

    text: str
    place: int = 0
    bold: bool = False


@attrs.frozen(kw_only=True)
class Heading:
    """A heading; writers number the levels 一、(一)1.(1)."""

    text: str
    level: int = 1


@attrs.frozen(kw_only=True)
class Paragraph:
    """A paragraph of the body.

    Attributes:
        runs: its text.
        indent: whether its first line stands two characters in.
        align: left, center or right.
        small: whether it is a note below a table.
    """

    runs: tuple[Run, ...] = attrs.field(converter=listed)
    indent: bool = True
    align: str = "left"
    small: bool = False

    @property
    def text(self) -> str:
        """What is read."""
        return "".join(run.text for run in self.runs)


@attrs.frozen(kw_only=True)
class Cell:
    """A cell of a table.

    Attributes:
        runs: its text.
        align: left, center or right (numbers).
        indent: how many characters its text stands in (其中 rows: 1 or 2).
        bold: whether it stands out (totals).
        columns: over how many columns it goes.
        amount: the exact number that it shows, for sheets; None where it shows none.
        form: how a sheet shows the number: "0", "0.0", "0.00"; "" for text.
    """

    runs: tuple[Run, ...] = attrs.field(default=(), converter=listed)
    align: str = "left"
    indent: int = 0
    bold: bool = False
    columns: int = 1
    amount: Amount | None = None
    form: str = ""

    @property
    def text(self) -> str:
        """What is read."""
        return "".join(run.text for run in self.runs)


@attrs.frozen(kw_only=True)
class Grid:
    """A table.

    Attributes:
        title: above it, "" for none.
        unit: 计量单位 above it on the right, "" where the cells say it.
        head: its heading lines.
        body: its lines.
        widths: how the width is shared, in characters.
        notes: below it.
    """

    title: str = ""
    unit: str = ""
    head: tuple[tuple[Cell, ...], ...] = attrs.field(default=(), converter=listed)
    body: tuple[tuple[Cell, ...], ...] = attrs.field(default=(), converter=listed)
    widths: tuple[int, ...] = attrs.field(default=(), converter=listed)
    notes: tuple[Paragraph, ...] = attrs.field(default=(), converter=listed)


@attrs.frozen(kw_only=True)
class Series:
    """One series of a chart: a value for each category, None where there is none.

    Attributes:
        places: the addresses of the values, 0 where there is none.
    """

    label: str
    values: tuple[Amount | None, ...] = attrs.field(converter=listed)
    places: tuple[int, ...] = attrs.field(default=(), converter=listed)


@attrs.frozen(kw_only=True)
class Diagram:
    """A chart.

    Attributes:
        form: "bar" or "line".
        categories: what stands along its foot.
    """

    title: str
    form: str = "bar"
    unit: str = ""
    categories: tuple[str, ...] = attrs.field(converter=listed)
    series: tuple[Series, ...] = attrs.field(converter=listed)


@attrs.frozen(kw_only=True)
class Break:
    """A new page: between the letters of a batch."""


Block = Heading | Paragraph | Grid | Diagram | Break


@attrs.frozen(kw_only=True)
class Paper:
    """A page that can be written to any format.

    Attributes:
        form: key of the form; `label` what it is called.
        layout: see `declare.forms.LAYOUTS`.
        title: the heading.
        addressee: 主送机关, "" for none.
        blocks: what stands on it, in order.
        signed_by: label of each signature line, with nothing or a name behind it.
        org: number of the organisation, `org_name` its name.
        period: the period, "" for none.
        numbers: of the records that it is about, none for an organisation's.
        on: the business day, ISO.
        as_of: the day or journal head to which the records were taken back, "" for none.
        head: the journal head; `head_on` the business day of its batch.
        region: key of the region; `digest` the fingerprint of the parameters that hold there.
        statistics: the header block of a statistical form.
        addresses: where the numbers come from, by place.
        omitted: what was not written, with the reason, a line each.
        disagreements: totals that do not agree, a line each.
        notes: what stands at its end.
        lang: zh or en, for the words that writers add.
    """

    form: str
    label: str
    layout: str = "official"
    title: str
    addressee: str = ""
    blocks: tuple[Block, ...] = attrs.field(converter=listed)
    signed_by: tuple[str, ...] = attrs.field(default=(), converter=listed)
    org: str = ""
    org_name: str = ""
    period: str = ""
    numbers: tuple[str, ...] = attrs.field(default=(), converter=listed)
    on: str
    as_of: str = ""
    head: str = ""
    head_on: str = ""
    region: str = ""
    digest: str = ""
    statistics: FormHead | None = None
    addresses: tuple[Address, ...] = attrs.field(default=(), converter=listed)
    omitted: tuple[str, ...] = attrs.field(default=(), converter=listed)
    disagreements: tuple[str, ...] = attrs.field(default=(), converter=listed)
    notes: tuple[str, ...] = attrs.field(default=(), converter=listed)
    lang: str = "zh"

    def runs(self) -> Iterator[Run]:
        """Every piece of text in order, those of tables too."""
        for block in self.blocks:
            if isinstance(block, Paragraph):
                yield from block.runs
            elif isinstance(block, Grid):
                for line in (*block.head, *block.body):
                    for cell in line:
                        yield from cell.runs
                for note in block.notes:
                    yield from note.runs

    def plain(self) -> dict[str, Any]:
        """The whole page as plain values, as .json has it; `unionwork report check` reads it back."""
        return {
            "format": 1,
            **attrs.asdict(attrs.evolve(self, blocks=()), filter=lambda attribute, _: attribute.name != "blocks"),
            "blocks": [{"block": type(block).__name__.lower(), **attrs.asdict(block)} for block in self.blocks],
        }
