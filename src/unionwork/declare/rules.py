"""Rules: named tests over a record that propose an outcome, with reasons."""

from __future__ import annotations

import attrs

from unionwork.declare.expressions import Expr, Param, node
from unionwork.declare.kinds import Kind, kind_of
from unionwork.declare.sequences import listed
from unionwork.errors import DeclarationError

OPERATORS = ("<", "<=", ">", ">=", "==", "!=")
UNKNOWN = "unknown"


@attrs.frozen(eq=False)
class Test:
    """One comparison of a rule; passed, failed or unknown.

    Attributes:
        name: what is compared, in the words of the office.
        left: the record's side.
        operator: one of < <= > >= == !=.
        right: the other side, often a parameter.
        per: divide the left side by this (amount per head); compared as whole products, so exact.
    """

    # pytest would otherwise take a class of this name for tests of its own.
    __test__ = False

    name: str
    left: Expr = attrs.field(converter=node)
    operator: str = attrs.field(validator=attrs.validators.in_(OPERATORS))
    right: Expr = attrs.field(converter=node)
    per: Expr | None = attrs.field(default=None, kw_only=True)

    @property
    def parameter(self) -> str:
        """Key of the parameter on the right side, "" where it is none."""
        return self.right.key if isinstance(self.right, Param) else ""


@attrs.frozen(eq=False)
class Outcome:
    """What a rule may propose; the first whose tests all pass is proposed.

    Attributes:
        key: a code of the vocabulary of the field that the rule decides.
        all_of: the tests; none means always.
    """

    key: str
    all_of: tuple[Test, ...] = attrs.field(default=(), converter=listed)


@attrs.frozen(eq=False, kw_only=True)
class Rule:
    """Tests in order of their outcomes. A person decides; the rule proposes.

    Attributes:
        key: area.name.
        label: its Chinese name.
        of: the kind whose records it assesses.
        outcomes: tried in order; the last one usually has no test.
        vocabulary: where the outcomes' labels stand.
        source: where the rule comes from.
    """

    key: str
    label: str
    label_en: str = ""
    of: Kind = attrs.field(converter=kind_of)
    outcomes: tuple[Outcome, ...] = attrs.field(converter=listed)
    vocabulary: str = ""
    source: str = ""
    owner: str = ""

    def __attrs_post_init__(self) -> None:
        keys = [entry.key for entry in self.outcomes]
        if UNKNOWN in keys or len(set(keys)) != len(keys) or not keys:
            raise DeclarationError(f"规则 {self.key}:结果不能重复、不能为空,也不能叫 unknown(留给资料不全)")
        for entry in self.outcomes[:-1]:
            if not entry.all_of:
                raise DeclarationError(f"规则 {self.key}:结果 {entry.key} 没有条件,后面的结果永远轮不到")

    @property
    def tests(self) -> tuple[Test, ...]:
        """All tests in order."""
        return tuple(test for outcome in self.outcomes for test in outcome.all_of)
