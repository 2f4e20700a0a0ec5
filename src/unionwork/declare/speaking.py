"""Reads an expression out, in Chinese and English."""

from __future__ import annotations

from datetime import date

from unionwork.declare.catalogue import Catalogue
from unionwork.declare.checking import resolve
from unionwork.declare.expressions import (
    Age,
    Alike,
    AlsoIn,
    Among,
    Arithmetic,
    Attached,
    Block,
    Compare,
    Const,
    Expr,
    Figure,
    Known,
    Logic,
    Measure,
    Name,
    Not,
    On,
    Param,
    Related,
    Repeated,
)
from unionwork.declare.kinds import Kind
from unionwork.errors import UnionworkError

_ZH = {
    "==": "等于", "!=": "不等于", "<": "小于", "<=": "不超过", ">": "大于", ">=": "不低于", "and": "且", "or": "或",
    "not": "并非", "known": "已有", "entered": "已填", "on": "统计日", "age": "年龄", "count": "数量", "sum": "合计",
    "distinct": "不重复数",
    "has": "有", "one": "取", "start": "期初", "end": "期末", "in": "属于", "of": "的",
    "repeated": "重复", "alike": "相同的记录数:", "attached": "有附件",
    "also": "也在", "total": "合计:",
}  # fmt: skip
_EN = {
    "==": "is", "!=": "is not", "<": "is below", "<=": "is at most", ">": "is above", ">=": "is at least",
    "and": "and", "or": "or", "not": "not", "known": "there is", "entered": "filled in is",
    "on": "the day of the figure", "age": "age", "count": "number", "sum": "sum", "distinct": "different",
    "has": "has", "one": "of", "start": "start of", "end": "end of", "in": "is one of",
    "of": "'s ", "repeated": "is held twice", "alike": "records with the same",
    "attached": "has an attachment", "also": "is also in", "total": "sum of",
}  # fmt: skip


class Speaker:
    """Says what an expression over a kind means, in the labels of the catalogue."""

    def __init__(self, catalogue: Catalogue, kind: Kind, lang: str = "zh") -> None:
        self.catalogue, self.kind, self.lang = catalogue, kind, lang
        self.words = _EN if lang == "en" else _ZH
        self.gap = " " if lang == "en" else ""

    def say(self, at: Expr) -> str:
        """The expression in words."""
        words = self.words
        match at:
            case Name():
                return self.field(at)
            case Const():
                return at.value.isoformat() if isinstance(at.value, date) else str(at.value)
            case Param():
                parameter = self.catalogue.parameters.get(at.key)
                label = (parameter.label_en or parameter.label) if parameter and self.lang == "en" else ""
                return f"「{label or (parameter.label if parameter else at.key)}」"
            case On():
                return words["on"]
            case Age():
                return words["age"] if isinstance(at.at, On) else f"{words['age']}({self.say(at.at)})"
            case Block():
                return f"{words[at.edge]}({self.say(at.months)})"
            case Arithmetic():
                sign = {"*": "×", "/": "÷"}.get(at.operator, at.operator)
                return f"({self.say(at.left)} {sign} {self.say(at.right)})"
            case Compare():
                return self.join(self.say(at.left), words[at.operator], self.value(at.left, at.right))
            case Among():
                listed = "、".join(self.value(at.value, entry) for entry in at.among)
                return self.join(self.say(at.value), words["in"], listed)
            case Logic():
                return f"({self.join(*self.between(words[at.operator], [self.say(item) for item in at.items]))})"
            case Not():
                return f"{words['not']}({self.say(at.item)})"
            case Known():
                return self.join(words["entered" if at.at_all else "known"], self.say(at.item))
            case Repeated():
                return self.join(self.say(at.field), words["repeated"])
            case Alike():
                where = f"({self.say(at.where)})" if at.where is not None else ""
                return self.join(words["alike"], f"{self.say(at.field)}{where}")
            case AlsoIn():
                return self.also_in(at)
            case Attached():
                return words["attached"]
            case Related():
                return self.related(at)
            case Measure():
                return self.measure(at)
            case Figure():
                return f"「{at.key}」"
        return type(at).__name__

    def join(self, *parts: str) -> str:
        return self.gap.join(parts)

    def between(self, word: str, parts: list[str]) -> list[str]:
        return [piece for part in parts for piece in (word, part)][1:]

    def field(self, at: Name) -> str:
        try:
            found = resolve(self.catalogue, self.kind, at.path)[1]
        except UnionworkError:
            return ".".join(at.path)
        return found.label_en if self.lang == "en" and found.label_en else found.label

    def value(self, beside: Expr, at: Expr) -> str:
        """A code beside its field is said by its label."""
        if isinstance(beside, Name) and isinstance(at, Const):
            try:
                found = resolve(self.catalogue, self.kind, beside.path)[1]
            except UnionworkError:
                return self.say(at)
            if found.vocabulary:
                return f"「{self.catalogue.label_of(found, str(at.value), self.lang)}」"
        return self.say(at)

    def related(self, at: Related) -> str:
        other = self.catalogue.kind(at.kind)
        label = other.label_en if self.lang == "en" else other.label
        inner = Speaker(self.catalogue, other, self.lang)
        where = f"({inner.say(at.where)})" if at.where is not None else ""
        if at.want in ("one", "sum"):
            field = inner.say(Name(tuple(at.field.split("."))))
            found = f"{label}{where}{self.words['of']}{field}"
            return found if at.want == "one" else self.join(self.words["total"], found)
        return self.join(self.words["has" if at.want == "has" else "count"], f"{label}{where}")

    def also_in(self, at: AlsoIn) -> str:
        other = self.catalogue.kind(at.kind)
        inner = Speaker(self.catalogue, other, self.lang)
        where = f"({inner.say(at.where)})" if at.where is not None else ""
        label = other.label_en if self.lang == "en" else other.label
        held = f"{label}{where}{self.words['of']}{inner.say(Name((at.held,)))}"
        return self.join(self.say(at.field), self.words["also"], held)

    def measure(self, at: Measure) -> str:
        value = f"({self.say(at.value)})" if at.value is not None else ""
        where = f"[{self.say(at.where)}]" if at.where is not None else ""
        return f"{self.words[at.function]}{value}{where}"
