"""Expressions written as text, in packs and on the command line.

Python's own parser reads the text (so precedence and positions are right); only the node
types of the small language are let through.
"""

from __future__ import annotations

import ast
import re
import threading
from datetime import date
from decimal import Decimal
from typing import Any

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
from unionwork.declare.signs import find_wide_sign, without_strings
from unionwork.errors import DeclarationError, UsageError, suggest
from unionwork.values import parse_day

_COMPARE = {ast.Eq: "==", ast.NotEq: "!=", ast.Lt: "<", ast.LtE: "<=", ast.Gt: ">", ast.GtE: ">="}
_ARITHMETIC = {ast.Add: "+", ast.Sub: "-", ast.Mult: "*", ast.Div: "/"}
_FUNCTIONS = (
    "param", "known", "entered", "age", "date", "has", "number_of", "one_of", "count", "sum", "distinct",
    "figure", "block_start", "block_end", "repeated",
    "alike", "attached", "also_in", "total_of",
)  # fmt: skip


# A pack may break an expression over lines; what stands in quotes keeps its spaces.
_SINGLE = re.compile(r"(?<![=!<>:])=(?!=)")
_EQUALS = "等于要写 ==(两个等号)"
_SPACES = re.compile(r"""('(?:[^'\\]|\\.)*'|"(?:[^"\\]|\\.)*")|\s+""")
# Python 3.11 keeps one count of depth for all threads in its parser (gh-106905): two at once make it raise SystemError.
_ONE_AT_A_TIME = threading.RLock()


class ExpressionError(DeclarationError):
    """A text that is no expression of the language; says where."""

    def __init__(self, text: str, column: int, reason: str) -> None:
        self.text, self.column = text, column
        super().__init__(f"表达式「{text}」第 {column + 1} 个字符处:{reason}")


def parse(text: str) -> Expr:
    """The tree that a text stands for.

    Raises:
        ExpressionError: it is none; the message has the position and what is allowed.
    """
    plain = _SPACES.sub(lambda found: found[1] or " ", text).strip()
    try:
        with _ONE_AT_A_TIME:
            tree = ast.parse(plain, mode="eval")
    except SyntaxError as error:
        raise _syntax_error(plain, max((error.offset or 1) - 1, 0)) from None
    except (ValueError, RecursionError, MemoryError):
        raise ExpressionError(plain[:60], 0, "读不懂;请写短一些,并检查有无不可见字符") from None
    return _Reader(plain).read(tree.body)


def _syntax_error(plain: str, column: int) -> ExpressionError:
    wide, single = find_wide_sign(plain), _SINGLE.search(without_strings(plain))
    if wide is not None:
        return ExpressionError(plain, wide.at, wide.says)
    if single is not None:
        return ExpressionError(plain, single.start(), _EQUALS)
    return ExpressionError(plain, column, "语法不对;请检查括号、引号和运算符")


class _Reader:
    """Turns the nodes of Python's parser into ours and refuses all others."""

    def __init__(self, text: str) -> None:
        self.text = text

    def fail(self, at: ast.AST, reason: str) -> ExpressionError:
        # The parser counts bytes of UTF-8; people count characters.
        offset = getattr(at, "col_offset", 0)
        column = len(self.text.encode()[:offset].decode(errors="ignore"))
        return ExpressionError(self.text, column, reason)

    def read(self, at: ast.expr) -> Expr:
        match at:
            case ast.BoolOp(op=ast.And()):
                return Logic("and", tuple(self.read(value) for value in at.values))
            case ast.BoolOp():
                self.refuse_mixed(at)
                return Logic("or", tuple(self.read(value) for value in at.values))
            case ast.UnaryOp(op=ast.Not()):
                return Not(self.read(at.operand))
            case ast.UnaryOp(op=ast.USub(), operand=ast.Constant(value=int() | float())):
                return self.constant(at)
            case ast.BinOp():
                sign = _ARITHMETIC.get(type(at.op))
                if not sign:
                    raise self.fail(at, "只有 + - * / 四种运算")
                return Arithmetic(sign, self.read(at.left), self.read(at.right))
            case ast.Compare():
                return self.comparison(at)
            case ast.Call():
                return self.call(at)
            case ast.Name():
                return On() if at.id == "on" else Name((at.id,))
            case ast.Attribute():
                return Name(self.path(at))
            case ast.Constant():
                return self.constant(at)
        raise self.fail(at, "这里不能这样写;可用字段、代码、数字、比较、and or not 和 " + "、".join(_FUNCTIONS))

    def refuse_mixed(self, at: ast.BoolOp) -> None:
        """Refuse `and` beside `or` without brackets: who does not know which binds first gets another number."""
        held, start = self.text.encode(), at.col_offset
        for value in at.values:
            # Brackets are no nodes: what stands before the part tells whether one opens.
            if isinstance(value, ast.BoolOp) and b"(" not in held[start : value.col_offset]:
                raise self.fail(value, "and 和 or 混用要加括号,写明先算哪个,如 (a and b) or c")
            start = value.end_col_offset or value.col_offset

    def comparison(self, at: ast.Compare) -> Expr:
        sides = [at.left, *at.comparators]
        parts: list[Expr] = []
        for operator, left, right in zip(at.ops, sides, sides[1:], strict=False):
            if isinstance(operator, ast.In | ast.NotIn):
                if not isinstance(right, ast.Tuple | ast.List | ast.Set):
                    raise self.fail(right, "in 的右边要写一组值,如 in ('a', 'b')")
                inside = Among(self.read(left), tuple(self.constant(entry) for entry in right.elts))
                parts.append(Not(inside) if isinstance(operator, ast.NotIn) else inside)
                continue
            sign = _COMPARE.get(type(operator))
            if not sign:
                raise self.fail(at, "比较只有 == != < <= > >= 和 in")
            parts.append(Compare(sign, self.read(left), self.read(right)))
        return parts[0] if len(parts) == 1 else Logic("and", tuple(parts))

    def constant(self, at: ast.expr) -> Const:
        if isinstance(at, ast.UnaryOp) and isinstance(at.op, ast.USub):
            number = self.constant(at.operand).value
            if isinstance(number, int | Decimal):
                return Const(-number)
        if isinstance(at, ast.Constant):
            if isinstance(at.value, float):
                # From the text, not from the binary float, so that 0.1 stays 0.1.
                written = ast.get_source_segment(self.text, at) or str(at.value)
                return Const(Decimal(written))
            if isinstance(at.value, bool | int | str):
                return Const(at.value)
        if isinstance(at, ast.Call) and isinstance(at.func, ast.Name) and at.func.id == "date":
            return Const(self.day(at))
        raise self.fail(at, "这里要写一个值:数字、引号里的代码或 date('2024-01-31')")

    def day(self, at: ast.Call) -> date:
        try:
            return parse_day(self.word(at, 0, "日期"))
        except UsageError as error:
            raise self.fail(at, str(error)) from None

    def call(self, at: ast.Call) -> Expr:
        if isinstance(at.func, ast.Name) and at.keywords:
            raise self.fail(at.keywords[0], _EQUALS)
        if not isinstance(at.func, ast.Name):
            raise self.fail(at, "函数写成 名称(参数)")
        name, given = at.func.id, at.args
        limits: dict[str, tuple[int, int]] = {
            "param": (1, 1), "known": (1, 1), "entered": (1, 1), "age": (0, 1), "date": (1, 1),
            "has": (1, 2), "number_of": (1, 2),
            "one_of": (2, 3), "count": (0, 1), "sum": (1, 2), "distinct": (1, 2), "figure": (1, 1),
            "block_start": (1, 1), "block_end": (1, 1), "repeated": (1, 1),
            "alike": (1, 2), "attached": (0, 0), "also_in": (2, 3), "total_of": (2, 3),
        }  # fmt: skip
        if name not in limits:
            raise self.fail(at, f"没有函数「{name}」;{suggest(name, _FUNCTIONS)}")
        low, high = limits[name]
        if not low <= len(given) <= high:
            raise self.fail(at, f"{name} 要 {low} 到 {high} 个参数" if low < high else f"{name} 要 {low} 个参数")
        return self.build(name, at, given)

    def build(self, name: str, at: ast.Call, given: list[ast.expr]) -> Expr:
        def optional(place: int) -> Expr | None:
            return self.read(given[place]) if len(given) > place else None

        match name:
            case "param":
                return Param(self.word(at, 0, "参数的键"))
            case "figure":
                return Figure(self.word(at, 0, "数据的键"))
            case "date":
                return Const(self.day(at))
            case "known":
                return Known(self.read(given[0]))
            case "entered":
                return Known(self.read(given[0]), at_all=True)
            case "age":
                at_day = optional(0)
                return Age(On() if at_day is None else at_day)
            case "block_start" | "block_end":
                return Block(name.removeprefix("block_"), self.read(given[0]))
            case "repeated":
                return Repeated(Name(self.own_field(name, given[0])))
            case "alike":
                return Alike(Name(self.own_field(name, given[0])), optional(1))
            case "attached":
                return Attached()
            case "count":
                return Measure("count", None, optional(0))
            case "sum" | "distinct":
                return Measure(name, self.read(given[0]), optional(1))
        path = self.path(given[0])
        if len(path) != 2:
            raise self.fail(given[0], "要写成 种类.引用字段,例如 visit.household")
        if name == "also_in":
            return AlsoIn(path[0], path[1], Name(self.own_field(name, given[1])), optional(2))
        if name in ("one_of", "total_of"):
            want = "one" if name == "one_of" else "sum"
            return Related(want, path[0], path[1], optional(2), ".".join(self.path(given[1])))
        return Related("has" if name == "has" else "count", path[0], path[1], optional(1))

    def word(self, at: ast.Call, place: int, what: str) -> str:
        given: Any = at.args[place]
        if isinstance(given, ast.Constant) and isinstance(given.value, str):
            return given.value
        raise self.fail(at, f"{what}要写在引号里")

    def own_field(self, function: str, at: ast.expr) -> tuple[str, ...]:
        if not isinstance(at, ast.Name):
            raise self.fail(at, f"{function} 要写本种类的一个字段,例如 {function}(id_number)")
        return (at.id,)

    def path(self, at: ast.expr) -> tuple[str, ...]:
        if isinstance(at, ast.Name):
            return (at.id,)
        if isinstance(at, ast.Attribute):
            return (*self.path(at.value), at.attr)
        raise self.fail(at, "这里要写字段名")


def looks_like_key(text: str) -> bool:
    """Whether a text can be a dotted key, such as aid.hardship_line."""
    return re.fullmatch(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)*", text) is not None
