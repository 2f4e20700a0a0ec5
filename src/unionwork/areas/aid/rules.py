"""Who is proposed as a worker in hardship; a person decides and signs."""

from __future__ import annotations

from unionwork.areas.aid.entities import AidFile
from unionwork.declare.phrases import fields, param
from unionwork.declare.rules import Outcome, Rule, Test

a = fields(AidFile)

# 以下 includes the number itself (民法典 1259), so a family exactly on the line is below it.
_BELOW = "<="

RULES = (
    Rule(
        key="aid.grade",
        label="困难职工认定",
        label_en="grade of hardship",
        of=AidFile,
        vocabulary="hardship_grade",
        outcomes=(
            Outcome(
                "extreme",
                (Test("家庭人均月收入", a.income, _BELOW, param("aid.extreme_line"), per=a.family_size),),
            ),
            Outcome(
                "hardship",
                (Test("家庭人均月收入", a.income, _BELOW, param("aid.hardship_line"), per=a.family_size),),
            ),
            Outcome("none"),
        ),
        source="工作体系 AID-02",
    ),
)
