"""Forms: tables and reports made of figures, registers, checklists, targets and text.

A form says what stands on the page; `unionwork.work.reports` measures and draws it, and
`unionwork.documents` writes it. Every number on the page carries its address.
"""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from unionwork.declare.expressions import Expr
from unionwork.declare.kinds import Kind, Record, kind_of
from unionwork.declare.sequences import listed
from unionwork.errors import DeclarationError

# What may stand behind a figure's key and a dot, in a text or a condition: another number about the same figure.
PARTS = (
    "value", "numerator", "denominator", "target", "gap", "previous", "change", "last_year", "change_last_year",
    "rank", "siblings",
)  # fmt: skip
# What may stand behind a figure's key and a colon, in a text: a phrase that the numbers choose.
PHRASES = ("change", "change_last_year", "target", "rank", "parts")
# What the columns of a table may show; "by:FIELD" is a column for each code.
COLUMNS = (
    "value", "numerator", "denominator", "target", "gap", "previous", "change", "last_year", "change_last_year",
    "rank",
)  # fmt: skip
LAYOUTS = ("official", "statistics", "letter", "card", "notice")
DRAWN = ("", "problems", "next_steps")


def _kind_or_none(given: type[Record] | Kind | None) -> Kind | None:
    return kind_of(given) if given is not None else None


@attrs.frozen(kw_only=True, eq=False)
class Sentence:
    """A sentence that is written where its condition holds and all its numbers have a source.

    Attributes:
        text: with numbers as {indicator.key} or {indicator.key.part} (see PARTS), phrases that the numbers
            choose as {indicator.key:phrase} (see PHRASES; parts takes the field: {aid.hardship_workers:parts(cause)}),
            values in force as {param.KEY}, and {org}, {period}, {on}. In a form of a kind {field} and
            {reference.field} are the record's own.
        when: a condition over the same names, such as finding.overdue > 0; None for always. Where a number in
            it is missing the sentence is left out.
    """

    text: str
    when: Expr | None = None


@attrs.frozen(kw_only=True, eq=False)
class Row:
    """A line of a form's table (or a column, where its lines are organisations).

    Attributes:
        key: how `within` and `adds` name it; the indicator's key where none is given.
        label: what stands in the first column; the indicator's label where none is given.
        code: its row code on a statistical form.
        indicator: what is measured; "" for a heading.
        by: field to code: only these records.
        each: a field: a line for each of its codes, each 其中 of this one.
        within: key of the row of which this is a part (其中); its number must not be above that row's.
        adds: keys of the rows whose numbers must add up to this one's.
    """

    key: str = ""
    label: str = ""
    code: str = ""
    indicator: str = ""
    by: Mapping[str, str] = attrs.field(factory=dict)
    each: str = ""
    within: str = ""
    adds: tuple[str, ...] = attrs.field(default=(), converter=listed)

    @property
    def name(self) -> str:
        """How other rows name it."""
        return self.key or self.indicator


@attrs.frozen(kw_only=True, eq=False)
class Table:
    """A table of figures.

    Attributes:
        title: what stands above it.
        rows: its lines.
        columns: what each line shows, see COLUMNS; ("value",) where none is given.
        lines: "figures" where the rows are lines; "orgs" where the direct subordinates are the lines (with the
            organisation itself as 合计) and the rows are columns.
        note: what stands below it.
    """

    title: str = ""
    rows: tuple[Row, ...] = attrs.field(converter=listed)
    columns: tuple[str, ...] = attrs.field(default=("value",), converter=listed)
    lines: str = attrs.field(default="figures", validator=attrs.validators.in_(("figures", "orgs")))
    note: str = ""

    def __attrs_post_init__(self) -> None:
        names = [row.name for row in self.rows if row.name]
        for row in self.rows:
            for named in (*row.adds, *([row.within] if row.within else [])):
                if named not in names:
                    raise DeclarationError(f"表「{self.title}」的行「{row.name}」提到的行「{named}」不在表里")
        for row in self.rows:
            if (row.each or row.by) and not row.indicator:
                raise DeclarationError(
                    f"表「{self.title}」的行「{row.key or row.label}」写了 each 或 by,还要写 indicator"
                )
            for field in (row.each, *row.by):
                if field and f"by:{field}" in self.columns:
                    raise DeclarationError(
                        f"表「{self.title}」的行「{row.name}」和列 by:{field} 用了同一个字段;请去掉其中一个"
                    )
        twice = sorted({name for name in names if names.count(name) > 1})
        if twice:
            raise DeclarationError(f"表「{self.title}」里行「{twice[0]}」写了两次;请各给一个 key")
        for column in self.columns:
            if column not in COLUMNS and not column.startswith("by:"):
                raise DeclarationError(f"表「{self.title}」没有列「{column}」;可用:{'、'.join(COLUMNS)}、by:字段")


@attrs.frozen(kw_only=True, eq=False)
class Listing:
    """Records of a register, a line each: those of the organisation and all below it.

    In a form of a kind, where the listed kind points to that kind, only those that point to the page's record.

    Attributes:
        of: the kind.
        columns: its fields in order, or reference.field.
        where: only these records.
        on: a field with a day: only records whose day lies in the page's period; "" for all up to its end.
        sort: the field by which they stand in order; by number where none is given.
        limit: at most so many, 0 for all; how many are left out is said.
    """

    of: Kind = attrs.field(converter=kind_of)
    columns: tuple[str, ...] = attrs.field(converter=listed)
    where: Expr | None = None
    on: str = ""
    sort: str = ""
    limit: int = 0


@attrs.frozen(kw_only=True, eq=False)
class Chart:
    """A chart of figures.

    Attributes:
        title: what stands above it.
        indicators: its series.
        across: what its categories are: "periods" (the last 8 periods of the same length), "orgs" (the direct
            subordinates), or a field by whose codes the first indicator is broken down.
        form: "bar" or "line".
    """

    title: str = ""
    indicators: tuple[str, ...] = attrs.field(converter=listed)
    across: str = "periods"
    form: str = attrs.field(default="bar", validator=attrs.validators.in_(("bar", "line")))


@attrs.frozen(kw_only=True, eq=False)
class Section:
    """One part of a form. What it has is drawn in the order of these attributes.

    Attributes:
        key: how other forms name it; needed only for that.
        title: its heading, without a number: the layout numbers the levels 一、(一)1.(1).
        level: 1 to 4.
        use: "form.key:section" takes over a section of another form; a title given here replaces its title.
        when: written only where this condition over figures holds.
        text: sentences that always stand (those with a missing number are left out).
        sentences: sentences with conditions of their own.
        indicators: a plain table of these.
        by: the field by which that table is broken down.
        table: a table with rows and columns.
        listing: records of a register.
        checklist: key of a checklist whose items stand as a table to fill in.
        rule: in a form of a kind: what this rule proposes for the record, with reasons.
        chart: a chart.
        draws: "problems" (from checks, overdue duties and missed targets) or "next_steps" (from open duties
            and missed targets).
    """

    key: str = ""
    title: str = ""
    level: int = attrs.field(default=1, validator=attrs.validators.in_((1, 2, 3, 4)))
    use: str = ""
    when: Expr | None = None
    text: str = ""
    sentences: tuple[Sentence, ...] = attrs.field(default=(), converter=listed)
    indicators: tuple[str, ...] = attrs.field(default=(), converter=listed)
    by: str = ""
    table: Table | None = None
    listing: Listing | None = None
    checklist: str = ""
    rule: str = ""
    chart: Chart | None = None
    draws: str = attrs.field(default="", validator=attrs.validators.in_(DRAWN))


@attrs.frozen(kw_only=True)
class FormHead:
    """What stands in the upper right of a statistical form (facts: statistical forms).

    Attributes:
        number: 表号.
        made_by: 制定机关.
        approved_by: 批准(备案)机关; "" stays empty on the page.
        approval: 批准(备案)文号; never invented: an internal form has none.
        valid_until: 有效期至.
        unit: 计量单位.
    """

    number: str = ""
    made_by: str = ""
    approved_by: str = ""
    approval: str = ""
    valid_until: str = ""
    unit: str = ""


@attrs.frozen(kw_only=True, eq=False)
class Form:
    """A table, report, letter, card or notice.

    Attributes:
        key: area.name; the command line also takes - for _.
        label: what it is called.
        title: the heading of the page, with {org} and {period}; "{org}{period}" and the label where none is given.
        of: a page for each record of this kind; None for a page for an organisation and a period.
        when: which records get a page.
        public: whether it is made to be published: names are masked, and no private field may be named.
        layout: official (GB/T 9704), statistics (header block and foot), letter, card, notice.
        addressee: 主送机关, "" for none.
        sections: its parts in order.
        signed_by: who signs it, in order.
        notes: what stands at its end.
        head: the header block of a statistical form.
        replaces: key of the form that it stands for in its region.
        source: the system of work and its law.
    """

    key: str
    label: str
    label_en: str = ""
    title: str = ""
    of: Kind | None = attrs.field(default=None, converter=_kind_or_none)
    when: Expr | None = None
    public: bool = False
    layout: str = attrs.field(default="official", validator=attrs.validators.in_(LAYOUTS))
    addressee: str = ""
    sections: tuple[Section, ...] = attrs.field(converter=listed)
    signed_by: tuple[str, ...] = attrs.field(default=(), converter=listed)
    notes: tuple[str, ...] = attrs.field(default=(), converter=listed)
    head: FormHead | None = None
    replaces: str = ""
    source: str = ""
    owner: str = ""

    def __attrs_post_init__(self) -> None:
        if not self.sections:
            raise DeclarationError(f"报表 {self.key}:至少要有一个部分(sections)")
        if self.when is not None and self.of is None:
            raise DeclarationError(f"报表 {self.key}:when 选的是记录,要先用 of 写明种类")
        keys = [section.key for section in self.sections if section.key]
        twice = sorted({key for key in keys if keys.count(key) > 1})
        if twice:
            raise DeclarationError(f"报表 {self.key}:部分「{twice[0]}」写了两次")

    def section(self, key: str) -> Section | None:
        """The part of that key."""
        return next((entry for entry in self.sections if entry.key == key), None)
