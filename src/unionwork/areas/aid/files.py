"""How a hardship file moves on: filed, graded, reviewed each year, closed."""

from __future__ import annotations

from unionwork.areas.aid.entities import AidFile
from unionwork.declare.phrases import block_start, fields, param
from unionwork.declare.procedures import Check, Procedure, State, Step

a = fields(AidFile)

STILL_GRADED = a.grade.known() & a.grade.is_in("extreme", "hardship")
"""Decided to be in hardship, by the decision that is in force."""
_LIFTED = a.exit_reason.known() & (a.exit_reason == "lifted")
_THIS_ROUND = block_start(param("aid.review_months"))
# Where the region has set no round of reviews there is none to be in.
_REVIEWED_THIS_ROUND = a.reviewed_on.known() & _THIS_ROUND.known() & (a.reviewed_on >= _THIS_ROUND)

_STATES = (
    State(key="filed", label="已建档待认定", label_en="filed, not yet graded"),
    State(key="graded", label="已认定", label_en="graded", when=a.grade.known()),
    State(key="exited", label="已退出", label_en="exited", when=a.exited_on.known(), final=True),
)

_REVIEW = Step(
    key="review",
    label="年审",
    label_en="review",
    sources=("filed", "graded"),
    role="caseworker",
    asks=("income", "family_size", "employer_state", "health"),
    sets=("reviewed_on",),
    guards=(
        Check(
            key="aid_file.review_complete",
            label="年审资料齐全",
            holds=a.income.known() & a.family_size.known(),
            message="年审时缺家庭收入或家庭人口",
            remedy="补录家庭月总收入和家庭人口,再重新认定",
            source="工作体系 AID-01",
        ),
        Check(
            key="aid_file.review_of_a_person",
            label="年审的档案有身份证号",
            holds=a.id_number.known(),
            message="没有身份证号,无法与民政部门的数据比对",
            remedy="补录身份证号,再年审",
            source="工作体系 AID-01, AID-06; 总工发〔2015〕20号 3",
        ),
    ),
)

_EXIT = Step(
    key="exit",
    label="退出档案",
    label_en="exit",
    sources=("filed", "graded"),
    target="exited",
    role="caseworker",
    fills=("exit_reason",),
    sets=("exited_on",),
    second_person=True,
    guards=(
        Check(
            key="aid_file.exit_reason_given",
            label="退出有原因",
            holds=a.exit_reason.known(),
            message="没有写明退出原因",
            remedy="填写退出原因:脱困、解困、死亡、精准识别退出或迁出",
            source="工作体系 AID-01",
        ),
        Check(
            key="aid_file.reviewed_before_lifting",
            label="脱困、解困须经年审",
            holds=~(a.exit_reason.known() & a.exit_reason.is_in("lifted", "safety_net")) | a.reviewed_on.known(),
            message="脱困或解困退出,却从没有年审过",
            remedy="先办理年审,核实收入,再退出;因死亡、迁出等退出的改选那个原因",
            source="工作体系 AID-01",
        ),
        Check(
            key="aid_file.lifted_by_its_grade",
            label="认定仍困难的,年审后才能脱困",
            holds=~_LIFTED | ~STILL_GRADED | _REVIEWED_THIS_ROUND,
            message="有效的认定仍是困难或特困,本复核周期又没有年审过,不能以脱困退出",
            remedy="先年审,再按现在的收入评定;因死亡、迁出等退出的改选那个原因",
            source="工作体系 AID-01",
        ),
    ),
)

_RESTORE = Step(
    key="restore",
    label="撤销退出",
    label_en="take an exit back",
    sources=("exited",),
    target="graded",
    role="caseworker",
    fills=("restore_reason",),
    sets=("restored_on",),
    gives={"exited_on": ""},
    second_person=True,
    guards=(
        Check(
            key="aid_file.graded_before_restoring",
            label="恢复前有认定",
            holds=STILL_GRADED,
            message="没有有效的困难认定,不能恢复档案",
            remedy="先按现在的收入重新认定;认定为困难或特困的才能恢复。退出后又困难的,另建新档",
            source="工作体系 AID-01",
        ),
    ),
)

AID_FILE = Procedure(of=AidFile, states=_STATES, steps=(_REVIEW, _EXIT, _RESTORE), source="工作体系 AID-01")
