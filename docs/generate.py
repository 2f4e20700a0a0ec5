"""Writes the parts of the documentation that are made from the declarations: run `python docs/generate.py`.

A page holds such a part between `<!-- generated: NAME -->` and `<!-- end -->`; all else is left alone.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final

from unionwork.declare.catalogue import Catalogue
from unionwork.declare.expressions import Arithmetic, Compare
from unionwork.declare.fields import Field, Shape
from unionwork.declare.form_checking import used_section
from unionwork.declare.indicators import Indicator
from unionwork.declare.kinds import Kind
from unionwork.declare.parameters import DatedValue
from unionwork.declare.rolls import BEFORE_ALL_ROLLS, Roll
from unionwork.declare.rules import Test
from unionwork.declare.speaking import Speaker
from unionwork.regions.plugins import load
from unionwork_tui.actions import ACTIONS
from unionwork_tui.keys import display

# Run as a program, the folder of this file is where Python looks first, and not the one above.
sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from docs.covering import systems

DOCS: Final = Path(__file__).resolve().parent
_PART: Final = re.compile(r"(<!-- generated: (\w+) -->\n).*?(<!-- end -->)", re.DOTALL)
_SHAPES: Final = {
    Shape.TEXT: ("文字", "text"),
    Shape.CODE: ("代码", "code"),
    Shape.DAY: ("日期", "day"),
    Shape.MONTH: ("月份", "month"),
    Shape.INTEGER: ("整数", "whole number"),
    Shape.QUANTITY: ("数量", "quantity"),
    Shape.MONEY: ("金额", "money"),
    Shape.FLAG: ("是否", "yes or no"),
    Shape.ID_NUMBER: ("身份证号", "ID number"),
    Shape.CREDIT_CODE: ("统一社会信用代码", "credit code"),
    Shape.PHONE: ("电话", "telephone"),
    Shape.REF: ("引用", "reference"),
    Shape.DECIDED: ("认定结果", "decision"),
}


class Words:
    """What a part is written from: the declarations, and the language of the page."""

    def __init__(self, catalogue: Catalogue, *, english: bool) -> None:
        self.catalogue, self.english = catalogue, english
        self.lang = "en" if english else "zh"

    def pick(self, chinese: str, english: str) -> str:
        """The word in the page's language; the Chinese one where there is no other."""
        return (english or chinese) if self.english else chinese

    def speaker(self, kind: Kind) -> Speaker:
        """Reads expressions over a kind out."""
        return Speaker(self.catalogue, self.catalogue.kind(kind.key), self.lang)

    def owner(self, key: str) -> str:
        """Who declared a word."""
        return f"`{key}`" if key else self.pick("核心", "core")


def declared() -> Catalogue:
    """unionwork's own declarations and the packs of this repository, whatever is installed."""
    folders = sorted(path.parent for path in (DOCS.parent / "plugins").glob("*/*/pack.toml"))
    return load(folders, ()).catalogue


def pages() -> list[Path]:
    """The pages that have such a part."""
    return sorted(path for path in DOCS.rglob("*.md") if _PART.search(path.read_text(encoding="utf-8")))


def render(path: Path, catalogue: Catalogue) -> str:
    """The text of a page with its parts made anew."""
    words = Words(catalogue, english=(DOCS / "en") in path.parents)

    def fill(found: re.Match[str]) -> str:
        lines = "\n".join(PARTS[found[2]](words))
        return f"{found[1]}\n{lines.strip()}\n\n{found[3]}"

    return _PART.sub(fill, path.read_text(encoding="utf-8"))


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """A Markdown table and the blank line after it."""
    yield f"| {' | '.join(head)} |"
    yield f"|{'---|' * len(head)}"
    for row in rows:
        yield "| " + " | ".join(" ".join(cell.replace("|", "\\|").split()) for cell in row) + " |"
    yield ""


def rolls(words: Words) -> Iterator[str]:
    """Each roll with its columns and the headers that stand for them."""
    for roll in words.catalogue.rolls.values():
        yield f"### {words.pick(roll.label, roll.label_en)} `{roll.key}`"
        yield ""
        yield from _roll_lines(words, roll)


def _roll_lines(words: Words, roll: Roll) -> Iterator[str]:
    names = [f"{words.pick(fill.kind.label, fill.kind.label_en)} `{fill.kind.key}`" for fill in roll.fills]
    yield f"{words.pick('一行登记：', 'A row fills: ')}{words.pick('、', ', ').join(names)}"
    yield ""
    rows: list[tuple[str, str, str, str]] = []
    for headers in roll.org:
        rows.append((headers[0], words.pick("组织", "organisation"), "", "、".join(headers[1:])))
    for fill in roll.fills:
        for key, headers in fill.headers().items():
            field = fill.kind.field(key) if key != "number" else None
            is_key = key in fill.key
            must = is_key or (field is not None and field.required and not field.derived_from)
            must = must and key not in fill.presumed and not fill.when
            notes = [words.pick("对照用", "key")] if is_key else []
            notes += [words.pick("必填", "must be filled in")] if must and not is_key else []
            shape = words.pick("编号", "number") if field is None else words.pick(*_SHAPES[field.shape])
            rows.append((headers[0], shape, words.pick("、", ", ").join(notes), "、".join(headers[1:])))
    head = (("表头", "内容", "要求", "也认得"), ("Header", "Holds", "Must", "Also known as"))[words.english]
    yield from table(head, rows)
    presumed = [fill.kind.field(key) for fill in roll.fills for key in fill.presumed]
    for field in presumed:
        label = words.pick(field.label, field.label_en)
        yield words.pick(
            f"表中没有「{label}」时，按 {BEFORE_ALL_ROLLS} 计，并注明是推定。",
            f'Without "{label}" in the sheet, {BEFORE_ALL_ROLLS} is taken and marked as presumed.',
        )
        yield ""


def kinds(words: Words) -> Iterator[str]:
    """Each kind with its fields."""
    for kind in words.catalogue.kinds.values():
        if kind.system:
            continue
        yield f"### {words.pick(kind.label, kind.label_en)} `{kind.key}`"
        yield ""
        says, _, source = " ".join(kind.doc.split()).partition("Source: ")
        source = source.replace("工作体系 ", words.pick("工作体系 ", "system of work "))
        yield words.pick(
            f"编号：`{kind.number}`{f'。依据：{source}' if source else ''}",
            f"Numbers: `{kind.number}`. {says}{f'Source: {source}' if source else ''}",
        )
        yield ""
        head = (("字段", "名称", "内容", "隐私", "说明"), ("Field", "Label", "Holds", "Private", "Notes"))[
            words.english
        ]
        yield from table(head, ([f"`{field.key}`", *_field_cells(words, field)] for field in kind.fields))


def _field_cells(words: Words, field: Field) -> list[str]:
    shape = words.pick(*_SHAPES[field.shape])
    target = field.vocabulary or field.to
    notes = [words.pick("必填", "must be filled in")] if field.required else []
    notes += [words.pick("期限，事先已知", "a deadline, known in advance")] if field.planned else []
    notes += [words.pick(f"规则 `{field.rule}`", f"rule `{field.rule}`")] if field.rule else []
    notes += [words.pick(f"地区包 `{field.owner}` 增加", f"added by `{field.owner}`")] if field.owner else []
    notes += [field.help] if field.help else []
    shown = f"{shape} `{target}`" if target else f"{shape}{f' ({field.unit})' if field.unit else ''}"
    return [
        words.pick(field.label, field.label_en),
        shown,
        f"`{field.private.value}`" if field.private else "",
        words.pick("；", "; ").join(notes),
    ]


def vocabularies(words: Words) -> Iterator[str]:
    """The core's vocabularies with their codes."""
    head = (
        ("代码表", "名称", "表外的词", "代码"),
        ("Vocabulary", "Label", "Other words", "Codes"),
    )[words.english]
    rows = [
        (
            f"`{entry.key}`",
            entry.label,
            words.pick("保留并提示", "kept, with a warning") if entry.open else words.pick("退回", "refused"),
            "、".join(f"`{term.code}` {words.pick(term.label, term.label_en)}" for term in entry.terms),
        )
        for entry in words.catalogue.vocabularies.values()
    ]
    yield from table(head, rows)


def indicators(words: Words) -> Iterator[str]:
    """Each indicator with its definition read out."""
    head = (
        ("键", "名称", "单位", "按日期", "口径", "出自"),
        ("Key", "Label", "Unit", "By", "Definition", "From"),
    )[words.english]
    entries = words.catalogue.indicators.values()
    yield from table(head, (_indicator_cells(words, entry) for entry in entries))


def _indicator_cells(words: Words, entry: Indicator) -> list[str]:
    speaker, kind = words.speaker(entry.of), words.catalogue.kind(entry.of.key)
    text = speaker.say(entry.counted)
    if entry.denominator is not None:
        text += f" ÷ {speaker.say(entry.denominator)}"
    if entry.where is not None:
        text += words.pick("；只计 ", "; only where ") + speaker.say(entry.where)
    dates = [kind.field(name) for name in (entry.on, *entry.between) if name]
    shown = words.pick("、", ", ").join(words.pick(field.label, field.label_en) for field in dates)
    sort = words.pick("流量", "flow") if entry.is_flow else words.pick("存量", "stock")
    return [
        f"`{entry.key}`",
        words.pick(entry.label, entry.label_en),
        entry.unit,
        f"{sort}: {shown}",
        text,
        words.owner(entry.owner),
    ]


def rules(words: Words) -> Iterator[str]:
    """Each rule with its outcomes in order."""
    for rule in words.catalogue.rules.values():
        speaker = words.speaker(rule.of)
        yield f"### {words.pick(rule.label, rule.label_en)} `{rule.key}`"
        yield ""
        owner = words.owner(rule.owner)
        said = words.pick(f"台账：`{rule.of.key}`；出自：{owner}", f"Kind: `{rule.of.key}`; from: {owner}")
        yield said + (words.pick(f"；依据：{rule.source}", f"; source: {rule.source}") if rule.source else "")
        yield ""
        rows = []
        for outcome in rule.outcomes:
            tests = [f"{test.name}: {speaker.say(_compared(test))}" for test in outcome.all_of]
            rows.append((f"`{outcome.key}`", words.pick("；", "; ").join(tests) or words.pick("其余", "the rest")))
        yield from table((("结果", "条件"), ("Outcome", "Tests"))[words.english], rows)


def _compared(test: Test) -> Compare:
    left = test.left if test.per is None else Arithmetic("/", test.left, test.per)
    return Compare(test.operator, left, test.right)


def checks(words: Words) -> Iterator[str]:
    """Each check with what it says and what to do."""
    head = (
        ("键", "台账", "级别", "不成立时", "怎么办", "出自"),
        ("Key", "Kind", "Level", "Where it does not hold", "Remedy", "From"),
    )[words.english]
    rows = [
        (
            f"`{entry.key}`",
            f"`{entry.of.key}`" if entry.of else "",
            entry.severity,
            entry.message,
            entry.remedy,
            words.owner(entry.owner),
        )
        for entry in words.catalogue.checks.values()
    ]
    yield from table(head, rows)


def duties(words: Words) -> Iterator[str]:
    """Each duty: when it is owed, by which day."""
    head = (
        ("键", "名称", "台账", "还欠着", "期限", "参数"),
        ("Key", "Label", "Kind", "Owed while", "Due", "Parameter"),
    )[words.english]
    rows = []
    for entry in words.catalogue.duties.values():
        speaker = words.speaker(entry.of)
        parameter = f"`{entry.parameter}`" if entry.parameter else ""
        label = words.pick(entry.label, entry.label_en)
        rows.append(
            (f"`{entry.key}`", label, f"`{entry.of.key}`", speaker.say(entry.owed), speaker.say(entry.due), parameter)
        )
    yield from table(head, rows)


def procedures(words: Words) -> Iterator[str]:
    """Each procedure: its states, its steps, and what refuses a step."""
    head = (
        ("步骤", "名称", "从", "到", "角色", "须填", "条件"),
        ("Step", "Label", "From", "To", "Role", "To be filled in", "Guards"),
    )[words.english]
    second = words.pick("(第二人)", " (second person)")
    for entry in words.catalogue.procedures.values():
        kind = words.catalogue.kind(entry.of.key)
        yield f"### {words.pick(kind.label + '的流程', 'procedure of ' + kind.label_en)} `{kind.key}`"
        yield ""
        states = (f"`{state.key}` {words.pick(state.label, state.label_en)}" for state in entry.states)
        yield f"{words.pick('状态：', 'States: ')}{words.pick('、', ', ').join(states)}"
        yield ""
        rows = (
            (
                f"`{step.key}`",
                words.pick(step.label, step.label_en),
                ", ".join(f"`{key}`" for key in step.sources),
                f"`{step.target}`" if step.target else words.pick("不变", "the same"),
                words.pick(f"第 {step.tier} 级 ", f"tier {step.tier} ") * bool(step.tier)
                + f"`{step.role}`"
                + second * step.second_person,
                ", ".join(f"`{key}`" for key in step.fills),
                "；".join(guard.label for guard in step.guards),
            )
            for step in entry.steps
        )
        yield from table(head, rows)


_LAYOUTS: Final = {
    "official": ("公文", "official paper"),
    "statistics": ("统计报表", "statistical form"),
    "letter": ("信函", "letter"),
    "card": ("明白卡", "card"),
    "notice": ("公示", "notice"),
}


def forms(words: Words) -> Iterator[str]:
    """Each form: whom it is about, its layout, its parts in order, and its source."""
    head = (
        ("键", "名称", "一份写", "版式", "部分", "依据", "出自"),
        ("Key", "Label", "One is about", "Layout", "Parts", "Source", "From"),
    )[words.english]
    rows = []
    for _, entry in sorted(words.catalogue.forms.items()):
        about = f"`{entry.of.key}`" if entry.of else words.pick("一个组织、一个时期", "an organisation and a period")
        layout = words.pick(*_LAYOUTS[entry.layout]) + words.pick("，公开", ", public") * entry.public
        parts = [used_section(words.catalogue, section) for section in entry.sections]
        titles = [part.title or f"`{part.key}`" for part in parts if part.title or part.key]
        if entry.replaces:
            titles.append(words.pick(f"（代替 `{entry.replaces}`）", f"(in place of `{entry.replaces}`)"))
        rows.append(
            (
                f"`{entry.key}`",
                words.pick(entry.label, entry.label_en),
                about,
                layout,
                words.pick("、", ", ").join(titles),
                entry.source,
                words.owner(entry.owner),
            )
        )
    yield from table(head, rows)


def parameters(words: Words) -> Iterator[str]:
    """Each parameter with the values that each region gives it."""
    head = (
        ("参数", "名称", "单位", "值（地区、起始日、依据）"),
        ("Parameter", "Label", "Unit", "Values (region, first day, source)"),
    )[words.english]
    rows = []
    for entry in words.catalogue.parameters.values():
        values = [("", value) for value in entry.values]
        for region in words.catalogue.regions.values():
            values += [(region.key, value) for value in region.parameters.get(entry.key, ())]
        shown = words.pick("；", "; ").join(_value(region, value) for region, value in values)
        none = words.pick("没有值，由各地规定", "none; set by each region")
        rows.append((f"`{entry.key}`", words.pick(entry.label, entry.label_en), entry.unit, shown or none))
    yield from table(head, rows)


def _value(region: str, value: DatedValue) -> str:
    until = f" ~ {value.to_on}" if value.to_on else ""
    return f"{value.value} (`{region or 'unionwork'}`, {value.from_on}{until}, {value.source})"


def regions(words: Words) -> Iterator[str]:
    """Each region, what it stands on, and how much it brings."""
    head = (
        ("地区", "名称", "以…为基础", "参数", "代码表", "字段", "其他声明", "用例"),
        ("Region", "Name", "Extends", "Parameters", "Vocabularies", "Fields", "Other words", "Cases"),
    )[words.english]
    rows = [
        (
            f"`{entry.key}`",
            words.pick(entry.name, entry.name_en),
            f"`{entry.extends}`" if entry.extends else "",
            *(
                str(len(part))
                for part in (entry.parameters, entry.vocabularies, entry.fields, entry.declared, entry.cases)
            ),
        )
        for entry in words.catalogue.regions.values()
    ]
    yield from table(head, rows)


def keys(words: Words) -> Iterator[str]:
    """Each action of the terminal interface with its keys and the command that does the same."""
    head = (
        ("按键", "操作", "说明", "同样的命令"),
        ("Keys", "Action", "What it does", "The same as a command"),
    )[words.english]
    rows = []
    for action in ACTIONS.values():
        others = [display(key) for key in action.keys[1:] if len(key) == 1 or key.startswith(("f", "ctrl+"))]
        shown = [action.shown, *(key for key in others if len(key) < 4)]
        rows.append(
            (
                words.pick("、", ", ").join(f"`{key}`" for key in dict.fromkeys(shown)),
                words.pick(*action.words),
                words.pick(*action.help),
                f"`{action.command}`",
            )
        )
    yield from table(head, rows)


PARTS: Final[dict[str, Callable[[Words], Iterator[str]]]] = {
    made.__name__: made
    for made in (
        rolls,
        kinds,
        vocabularies,
        indicators,
        rules,
        checks,
        duties,
        procedures,
        forms,
        parameters,
        regions,
        keys,
        systems,
    )
}


def main() -> None:
    """Rewrite every page that is out of date, and say which."""
    catalogue = declared()
    for path in pages():
        text = render(path, catalogue)
        if text != path.read_text(encoding="utf-8"):
            path.write_text(text, encoding="utf-8")
            sys.stdout.write(f"{path.relative_to(DOCS.parent)}\n")


if __name__ == "__main__":
    main()
