"""Checklists on a page: what is examined, what is allowed and by which law, with room for what is found."""

from __future__ import annotations

from unionwork.declare.catalogue import find
from unionwork.declare.forms import Section
from unionwork.documents.paper import Block, Cell, Grid, Run
from unionwork.work.reports.desk import Desk

_HEADS = {
    "zh": ("序号", "检查项目", "要求", "依据", "检查情况"),
    "en": ("No.", "item", "what is asked", "source", "what was found"),
}
_WIDTHS = (4, 8, 20, 12, 12)


def draw_checklist(desk: Desk, section: Section) -> list[Block]:
    """The items of a checklist as a table; the last column is empty and filled in by hand.

    Raises:
        UnknownNameError: there is no such checklist.
    """
    if not section.checklist:
        return []
    checklist = find(desk.session.catalogue.checklists, section.checklist, "检查表")
    head = tuple(Cell(runs=(Run(text),), align="center") for text in _HEADS[desk.session.lang])
    body = [
        (
            Cell(runs=(Run(str(number)),), align="center"),
            *(Cell(runs=(Run(text),) if text else ()) for text in (item.label, item.limit, item.source, "")),
        )
        for number, item in enumerate(checklist.items, start=1)
    ]
    return [Grid(title=desk.label_of(checklist), head=(head,), body=body, widths=_WIDTHS)]
