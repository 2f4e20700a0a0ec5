"""Showing: a stored value as the cell that an export writes, so that reading it again gives it back.

Stable: `shower_for`.
"""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from decimal import Decimal

from unionwork.declare.fields import Field, Shape
from unionwork.declare.vocabularies import Vocabulary
from unionwork.values import number_day

Shown = str | int | Decimal | date | None


def shower_for(
    field: Field, vocabulary: Vocabulary | None = None, lang: str = "zh"
) -> Callable[[str | int | None], Shown]:
    """The function that makes cells of a field's stored values.

    Codes become labels, fen yuan with two decimals, days dates, months text such as 2015-01, flags 是 or 否;
    texts, ID numbers and telephone numbers stay text.
    """
    show = _shower(field, vocabulary, lang)
    return lambda stored: None if stored is None else show(stored)


def _shower(field: Field, vocabulary: Vocabulary | None, lang: str) -> Callable[[str | int], Shown]:
    match field.shape:
        case Shape.DAY:
            return lambda stored: number_day(int(stored))
        case Shape.MONTH:
            return lambda stored: f"{int(stored) // 100:04}-{int(stored) % 100:02}"
        case Shape.MONEY:
            return lambda stored: Decimal(stored).scaleb(-2)
        case Shape.QUANTITY:
            return lambda stored: Decimal(stored).scaleb(-field.decimals)
        case Shape.INTEGER:
            return lambda stored: stored
        case Shape.FLAG:
            yes, no = ("yes", "no") if lang == "en" else ("是", "否")
            return lambda stored: yes if stored else no
        case Shape.CODE | Shape.DECIDED if vocabulary is not None:
            labels = {code: vocabulary.label_of(code, lang) for code in vocabulary.codes}
            return lambda stored: labels.get(str(stored), str(stored))
        case _:
            return str
