"""How far the return of union funds to a unit's union has come."""

from __future__ import annotations

from unionwork.declare.vocabularies import Vocabulary, term

VOCABULARIES = (
    Vocabulary(
        key="return_state",
        label="返还手续",
        open=True,
        terms=(
            term("complete", "已完善", "完善", "已办理", "手续齐全", "齐全", en="complete"),
            term("incomplete", "未完善", "不完善", "未办理", "手续不全", "不齐全", en="incomplete"),
        ),
        source="工作体系 FND-01",
    ),
)
