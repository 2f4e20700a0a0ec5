"""How many petitions come, from where, and whether they are answered in time."""

from __future__ import annotations

from unionwork.areas.rights.entities import Petition
from unionwork.declare.expressions import Expr, Measure
from unionwork.declare.indicators import Indicator
from unionwork.declare.phrases import count, fields, on, param, sum_of

f = fields(Petition)

_LATE = f.answered_on.known() & f.due_on.known() & (f.answered_on > f.due_on)
_PASSED_ON = f.transferred_on.known()
_CROWD = param("petition.collective_people")
_MISSED = ~f.answered_on.known() & ~_PASSED_ON & f.due_on.known() & (f.due_on < on)


def _of_those_received(
    key: str, label: str, label_en: str, where: Expr | None, *, better: str = "", decides: str = ""
) -> Indicator:
    measure: Measure = count(where)
    return Indicator(
        key=f"petition.{key}",
        label=label,
        label_en=label_en,
        unit="件",
        of=Petition,
        on=f.received_on,
        measure=measure,
        better=better,
        help=decides,
        source="工作体系 RGT-01",
    )


INDICATORS = (
    _of_those_received("received", "受理信访", "petitions received", None),
    _of_those_received("transferred", "上级转办信访", "petitions handed down", f.source == "transfer"),
    _of_those_received("answered", "已答复信访", "petitions answered", f.answered_on.known(), better="higher"),
    _of_those_received(
        "open",
        "未答复信访",
        "petitions open",
        ~f.answered_on.known() & ~_PASSED_ON,
        better="lower",
        decides="没有答复的;已转送有关部门的不计",
    ),
    _of_those_received(
        "late", "逾期答复信访", "petitions answered late", _LATE, better="lower", decides="答复日期晚于办理期限的"
    ),
    _of_those_received(
        "missed",
        "逾期未答复信访",
        "petitions not answered in time",
        _MISSED,
        better="lower",
        decides="到统计日没有答复、而办理期限已过的;期限就是统计日的、已转送有关部门的不算",
    ),
    _of_those_received(
        "collective",
        "集体访",
        "collective petitions",
        # Where nobody set how many people make one, what was registered as one still is.
        (f.source.known() & (f.source == "collective")) | (_CROWD.known() & (f.people >= _CROWD)),
        better="lower",
        decides="来源登记为集体访,或人数达到本地规定的;本地没有规定的,只看来源",
    ),
    Indicator(
        key="petition.people",
        label="信访人次",
        label_en="people who petitioned",
        unit="人次",
        of=Petition,
        on=f.received_on,
        measure=sum_of(f.people),
        source="工作体系 RGT-01",
    ),
)
