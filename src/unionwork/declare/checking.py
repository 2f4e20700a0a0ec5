"""Checks an expression against the kind it stands on, when it is loaded and never later."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

import attrs

from unionwork.declare.catalogue import Catalogue, Region
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
from unionwork.declare.fields import Field, Shape
from unionwork.declare.forms import Form
from unionwork.declare.indicators import Indicator
from unionwork.declare.kinds import Kind
from unionwork.declare.procedures import Check, Duty, Procedure, check_start
from unionwork.declare.rules import Rule
from unionwork.errors import DeclarationError, suggest

_NUMBERS = ("number", "money")
_NAMES = {
    "number": "数", "money": "金额", "day": "日期", "text": "文字", "truth": "真假", "ref": "引用", "measure": "统计",
}  # fmt: skip
_RECORD_FIELDS = {
    "number": Field(key="number", label="编号", shape=Shape.TEXT),
    "org": Field(key="org", label="组织", shape=Shape.REF, to="organisation"),
}


@attrs.frozen
class Sort:
    """What a node is: its sort, and for codes the vocabulary."""

    name: str
    vocabulary: str = ""


def resolve(catalogue: Catalogue, kind: Kind, path: tuple[str, ...]) -> tuple[Kind, Field]:
    """The field at the end of a path through references, and the kind it belongs to.

    Raises:
        DeclarationError: a part of the path is no field, or no reference.
    """
    *through, last = path
    for part in through:
        step = field_of(kind, part)
        if step.shape is not Shape.REF:
            raise DeclarationError(f"「{part}」不是引用,后面不能再接「.{last}」")
        kind = catalogue.kind(step.to)
    return kind, field_of(kind, last)


def field_of(kind: Kind, key: str) -> Field:
    """The field of a kind of that key, the number and the organisation of every record among them.

    Raises:
        DeclarationError: it has none such; names the nearest.
    """
    if key in _RECORD_FIELDS and not kind.has(key):
        return _RECORD_FIELDS[key]
    if not kind.has(key):
        raise DeclarationError(
            f"{kind.key}({kind.label})没有字段「{key}」;{suggest(key, [entry.key for entry in kind.fields])}"
        )
    return kind.field(key)


def sort_of_field(field: Field) -> Sort:
    """What a field is in an expression."""
    if field.shape is Shape.MONEY:
        return Sort("money")
    if field.shape in (Shape.INTEGER, Shape.QUANTITY):
        return Sort("number")
    if field.shape in (Shape.DAY, Shape.MONTH):
        return Sort("day")
    if field.shape is Shape.FLAG:
        return Sort("truth")
    if field.shape is Shape.REF:
        return Sort("ref")
    return Sort("text", field.vocabulary)


class Checker:
    """Infers what each node is and refuses what cannot be compared."""

    def __init__(self, catalogue: Catalogue, kind: Kind, place: str) -> None:
        self.catalogue, self.kind, self.place = catalogue, kind, place

    def refuse(self, reason: str) -> DeclarationError:
        return DeclarationError(f"{self.place}:{reason}")

    def sort(self, at: Expr) -> Sort:
        """What a node is.

        Raises:
            DeclarationError: it or a node below it does not hold together.
        """
        match at:
            case Name():
                try:
                    return sort_of_field(resolve(self.catalogue, self.kind, at.path)[1])
                except DeclarationError as error:
                    raise self.refuse(str(error)) from None
            case Const():
                return self.constant(at)
            case Param():
                return self.parameter(at)
            case On():
                return Sort("day")
            case Age():
                return self.age(at)
            case Block():
                self.want(at.months, "number")
                return Sort("day")
            case Arithmetic():
                return self.arithmetic(at)
            case Compare():
                self.comparison(at)
            case Among():
                for entry in at.among:
                    self.comparison(Compare("==", at.value, entry))
            case Logic():
                for item in at.items:
                    self.want(item, "truth")
            case Not():
                self.want(at.item, "truth")
            case Known():
                self.sort(at.item)
            case Repeated():
                self.own_field(at.field)
            case Alike():
                self.own_field(at.field)
                if at.where is not None:
                    self.want(at.where, "truth")
                return Sort("number")
            case AlsoIn():
                self.also_in(at)
            case Attached():
                if "attachment" not in self.catalogue.kinds:
                    raise self.refuse("没有附件这一种类,不能用 attached()")
            case Related():
                return self.related(at)
            case Measure():
                return self.measure(at)
            case Figure():
                return Sort("number")
            case _:
                raise self.refuse(f"表达式里不能用 {type(at).__name__}")
        return Sort("truth")

    def want(self, at: Expr, *names: str) -> Sort:
        """The sort of a node, which must be one of these."""
        found = self.sort(at)
        if found.name not in names:
            wanted = "或".join(_NAMES[name] for name in names)
            raise self.refuse(f"这里要{wanted},却是{_NAMES[found.name]}")
        return found

    def parameter(self, at: Param) -> Sort:
        parameter = self.catalogue.parameters.get(at.key)
        if parameter is None:
            raise self.refuse(f"没有参数「{at.key}」;{suggest(at.key, self.catalogue.parameters)}")
        return Sort("money" if parameter.is_money else "number")

    def age(self, at: Age) -> Sort:
        if self.kind.birth is None:
            raise self.refuse(f"{self.kind.label}没有出生日期,不能用 age")
        self.want(at.at, "day")
        return Sort("number")

    def constant(self, at: Const) -> Sort:
        match at.value:
            case bool():
                return Sort("truth")
            case int() | Decimal():
                return Sort("number")
            case date():
                return Sort("day")
        return Sort("text")

    def arithmetic(self, at: Arithmetic) -> Sort:
        left, right = self.want(at.left, *_NUMBERS), self.want(at.right, *_NUMBERS)
        money = (left.name == "money") + (right.name == "money")
        if at.operator == "*" and money == 2:
            raise self.refuse("金额不能乘金额")
        if at.operator == "/" and right.name == "money" and left.name != "money":
            raise self.refuse("数不能除以金额")
        if at.operator in "+-" and money == 1 and not isinstance(at.left, Const) and not isinstance(at.right, Const):
            raise self.refuse("金额和数不能相加减")
        if at.operator == "/" and money == 2:
            return Sort("number")
        return Sort("money" if money else "number")

    def comparison(self, at: Compare) -> None:
        left, right = self.sort(at.left), self.sort(at.right)
        pair = {left.name, right.name}
        # A number written beside money means yuan; between a field and money it is a mistake.
        written = isinstance(at.left, Const) or isinstance(at.right, Const)
        if pair == {"number", "money"} and written:
            return
        if len(pair) > 1:
            raise self.refuse(f"{_NAMES[left.name]}不能和{_NAMES[right.name]}比较")
        if pair == {"truth"} and at.operator not in ("==", "!="):
            raise self.refuse("真假只能用 == 和 != 比较")
        for one, other in ((left, at.right), (right, at.left)):
            if one.vocabulary and isinstance(other, Const):
                self.code(one.vocabulary, str(other.value))

    def code(self, key: str, code: str) -> None:
        vocabulary = self.catalogue.vocabulary(key)
        if code not in vocabulary.codes:
            meant = vocabulary.find(code)
            hint = f"「{code}」的代码是 '{meant}'" if meant else suggest(code, vocabulary.codes)
            raise self.refuse(f"代码表「{vocabulary.label}」没有代码「{code}」;{hint}")

    def related(self, at: Related) -> Sort:
        if at.kind not in self.catalogue.kinds:
            raise self.refuse(f"没有种类「{at.kind}」;{suggest(at.kind, self.catalogue.kinds)}")
        other = self.catalogue.kind(at.kind)
        try:
            via = field_of(other, at.via)
        except DeclarationError as error:
            raise self.refuse(str(error)) from None
        if via.shape is not Shape.REF or via.to != self.kind.key:
            raise self.refuse(f"{other.key}.{at.via} 不指向 {self.kind.key}")
        inner = Checker(self.catalogue, other, self.place)
        if at.where is not None:
            inner.want(at.where, "truth")
        if at.want == "one":
            return inner.sort(Name(tuple(at.field.split("."))))
        if at.want == "sum":
            return inner.want(Name(tuple(at.field.split("."))), *_NUMBERS)
        return Sort("truth" if at.want == "has" else "number")

    def also_in(self, at: AlsoIn) -> None:
        if at.kind not in self.catalogue.kinds:
            raise self.refuse(f"没有种类「{at.kind}」;{suggest(at.kind, self.catalogue.kinds)}")
        inner = Checker(self.catalogue, self.catalogue.kind(at.kind), self.place)
        self.own_field(at.field)
        inner.own_field(Name((at.held,)))
        mine, other = self.sort(at.field).name, inner.sort(Name((at.held,))).name
        if mine != other:
            raise self.refuse(f"also_in:{_NAMES[mine]}不能和{_NAMES[other]}比较")
        if at.where is not None:
            inner.want(at.where, "truth")

    def own_field(self, at: Name) -> None:
        self.sort(at)
        if self.kind.has(at.path[0]) and self.kind.field(at.path[0]).shape is Shape.DECIDED:
            raise self.refuse(f"「{at.path[0]}」由认定产生,不是填写的字段,不能用 repeated、alike 和 also_in")

    def measure(self, at: Measure) -> Sort:
        if at.where is not None:
            self.want(at.where, "truth")
        if at.function == "sum":
            assert at.value is not None
            self.want(at.value, *_NUMBERS)
            divided = [part for part in at.value.walk() if isinstance(part, Arithmetic) and part.operator == "/"]
            if divided or any(isinstance(part, Param) for part in at.value.walk()):
                raise self.refuse("合计(sum)里不能有除法或参数(各条记录的分母不同,加不成准确的数);请在条件或分母里使用")
        elif at.value is not None:
            self.sort(at.value)
        return Sort("measure")


def check_catalogue(catalogue: Catalogue) -> None:
    """Check every expression that is declared.

    Raises:
        DeclarationError: the first that does not hold, by sort and key.
    """
    for kind in catalogue.kinds.values():
        for field in kind.fields:
            if field.shape is Shape.REF and field.to not in catalogue.kinds:
                raise DeclarationError(f"{kind.key}.{field.key} 指向没有的种类「{field.to}」")
            if field.vocabulary:
                catalogue.vocabulary(field.vocabulary)
    for region in catalogue.regions.values():
        _check_values(catalogue, region)
    everything: tuple[Mapping[str, object], ...] = (
        catalogue.indicators, catalogue.rules, catalogue.checks, catalogue.procedures, catalogue.duties,
        catalogue.forms,
    )  # fmt: skip
    for words in everything:
        for word in words.values():
            check_word(catalogue, word)


def check_region(catalogue: Catalogue, region: Region) -> None:
    """Check what a region brings to a catalogue whose other words hold already: they still do, it only adds.

    Raises:
        DeclarationError: the first thing that does not hold.
    """
    _check_values(catalogue, region)
    for added in region.fields:
        if added.field.vocabulary:
            catalogue.vocabulary(added.field.vocabulary)
    for word in region.declared:
        check_word(catalogue, word)
    for tier in region.tiers:
        check_word(catalogue, catalogue.procedure(tier.of.key, region.key))


def _check_values(catalogue: Catalogue, region: Region) -> None:
    catalogue.lineage(region.key)
    for key in region.parameters:
        if key not in catalogue.parameters:
            raise DeclarationError(
                f"地区 {region.key}:没有参数「{key}」;{suggest(key, catalogue.parameters)}", file=region.folder
            )


def check_word(catalogue: Catalogue, word: object) -> None:
    """Check the expressions of one declaration."""
    match word:
        case Indicator():
            _check_indicator(catalogue, word)
        case Rule():
            checker = Checker(catalogue, catalogue.kind(word.of.key), f"规则 {word.key}")
            for test in word.tests:
                left = Arithmetic("/", test.left, test.per) if test.per is not None else test.left
                checker.comparison(Compare(test.operator, left, test.right))
        case Check():
            if word.of is not None:
                Checker(catalogue, catalogue.kind(word.of.key), f"检查 {word.key}").want(word.holds, "truth")
        case Procedure():
            kind = catalogue.kind(word.of.key)
            for state in word.states:
                if state.when is not None:
                    Checker(catalogue, kind, f"{kind.key} 的状态 {state.key}").want(state.when, "truth")
            for step in word.steps:
                check_start(step, catalogue.kind(step.adds.partition(".")[0]) if step.adds else kind)
                for guard in step.guards:
                    Checker(catalogue, kind, f"步骤 {step.key} 的条件").want(guard.holds, "truth")
        case Duty():
            checker = Checker(catalogue, catalogue.kind(word.of.key), f"应办事项 {word.key}")
            checker.want(word.owed, "truth")
            checker.want(word.due, "day")
        case Form():
            # A form's conditions are checked by what checks all others.
            from unionwork.declare.form_checking import check_form

            check_form(catalogue, word)


def _check_indicator(catalogue: Catalogue, word: Indicator) -> None:
    kind = catalogue.kind(word.of.key)
    checker = Checker(catalogue, kind, f"指标 {word.key}")
    for key in (word.on, *word.between):
        if key and checker.sort(Name(tuple(key.split(".")))).name != "day":
            raise checker.refuse(f"「{key}」不是日期字段")
    checker.want(word.counted, "measure")
    if word.where is not None:
        checker.want(word.where, "truth")
    if isinstance(word.denominator, Measure):
        checker.want(word.denominator, "measure")
    for path in word.by.values():
        checker.sort(path)
