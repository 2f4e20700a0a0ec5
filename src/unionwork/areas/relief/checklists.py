"""The list against which a household's living conditions are examined."""

from __future__ import annotations

from unionwork.declare.papers import Checklist, Item

_SOURCE = "两不愁三保障和饮水安全"

CHECKLISTS = (
    Checklist(
        key="relief.guarantees",
        label="两不愁三保障和饮水安全",
        label_en="two worries, three guarantees and safe water",
        of="household",
        items=(
            Item(key="food", label="不愁吃", source=_SOURCE),
            Item(key="clothing", label="不愁穿", source=_SOURCE),
            Item(key="schooling", label="义务教育有保障", source=_SOURCE),
            Item(key="medicine", label="基本医疗有保障", source=_SOURCE),
            Item(key="housing", label="住房安全有保障", source=_SOURCE),
            Item(key="water", label="饮水安全有保障", source=_SOURCE),
        ),
        source="工作体系 POV-01",
    ),
)
