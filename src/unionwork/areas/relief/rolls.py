"""The sheets on which relief offices keep households, persons and visits."""

from __future__ import annotations

from unionwork.areas.relief.entities import Household, Pairing, Person, Visit
from unionwork.declare.rolls import BEFORE_ALL_ROLLS, Fill, Roll

_TOWN = ("乡镇", "所属乡镇", "乡(镇)", "乡镇名称", "镇(乡)", "镇", "乡镇(街道)", "所在乡镇", "乡镇名", "镇街")
_VILLAGE = ("村", "行政村", "所属村", "村名", "村名称", "行政村名称", "村(社区)", "所在村", "村(居)", "行政村(社区)")

ROLLS = (
    Roll(
        key="poverty",
        label="贫困人口花名册",
        label_en="persons in poverty",
        org=(_TOWN, _VILLAGE),
        fills=(
            Fill(
                kind=Household,
                key=("number",),
                fields=("number", "head_name", "category", "cause", "village_group", "size", "listed_on", "lifted_on"),
                head=("relation", "02"),
                presumed={"listed_on": BEFORE_ALL_ROLLS},
            ),
            Fill(
                kind=Person,
                key=("id_number",),
                refs={"household": 0},
                fields=("name", "relation", "sex", "id_number", "born_on", "health", "education"),
                presumed={"joined_on": BEFORE_ALL_ROLLS},
            ),
        ),
        source="工作体系 POV-01, POV-02",
    ),
    Roll(
        key="household",
        label="农户台账",
        label_en="households",
        fills=(
            Fill(
                kind=Household,
                key=("number",),
                fields=(
                    "number", "head_name", "head_id_number", "category", "cause", "village_group", "size", "phone",
                    "address", "listed_on", "publicity_consent_on", "lifted_on", "removed_on",
                ),
                presumed={"listed_on": BEFORE_ALL_ROLLS},
            ),
            Fill(
                kind=Pairing,
                key=("household", "helper"),
                refs={"household": 0},
                fields=("helper", "post_level", "from_on"),
                presumed={"from_on": BEFORE_ALL_ROLLS},
                when=("helper",),
            ),
        ),
        source="工作体系 POV-02, POV-06",
    ),
    Roll(
        key="visit",
        label="入户走访记录",
        label_en="visits",
        fills=(
            Fill(
                kind=Visit,
                key=("household", "visitor", "visited_on"),
                fields=("household", "visitor", "visited_on", "means", "needs", "note"),
            ),
        ),
        source="工作体系 POV-06",
    ),
)  # fmt: skip
