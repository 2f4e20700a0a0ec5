"""Derived fields: birthday and sex taken from the ID number where the sheet has none."""

from __future__ import annotations

from collections.abc import Mapping

import attrs

from unionwork.declare.fields import Field, Shape
from unionwork.declare.rolls import Fill
from unionwork.declare.vocabularies import Vocabulary
from unionwork.exchange.layouts import Column

_SEXES = {"1": "男", "2": "女"}


@attrs.frozen(kw_only=True, eq=False)
class Derivation:
    """One field that an ID number gives.

    Attributes:
        field: the field.
        source: key of the ID number field.
        header: the header of its column, else its label.
        codes: sex in the ID number (1 man, 2 woman) to the code of the field's vocabulary.
        labels: code to label, for messages.
    """

    field: Field
    source: str
    header: str
    codes: Mapping[str, str]
    labels: Mapping[str, str]

    def complete(self, values: dict[str, str | int | None]) -> str | None:
        """Adds the field where it is absent; where the sheet says otherwise, keeps that and says so."""
        number = values.get(self.source)
        if not isinstance(number, str):
            return None
        derived = int(number[6:14]) if self.field.shape is Shape.DAY else self._sex(number)
        held = values.get(self.field.key)
        if held is None:
            if self.field.key not in values:
                values[self.field.key] = derived
            return None
        if held == derived:
            return None
        if self.field.shape is Shape.DAY:
            return (
                f"与身份证号不一致:表中是 {_masked_day(held)},身份证号中是 {_masked_day(derived)};已按表中的保存,请核对"
            )
        return f"与身份证号不一致:表中是{self._label(held)},身份证号中是{self._label(derived)};已按表中的保存,请核对"

    def _sex(self, number: str) -> str:
        sign = "1" if int(number[16]) % 2 else "2"
        return self.codes.get(sign, sign)

    def _label(self, code: str | int) -> str:
        return self.labels.get(str(code), str(code))


def derivations(
    fill: Fill, columns: Mapping[str, Column], vocabularies: Mapping[str, Vocabulary]
) -> tuple[Derivation, ...]:
    """What the ID numbers of a fill give: its fields with `derived_from`, in the sheet or not."""
    found: list[Derivation] = []
    for field in fill.kind.fields:
        if field.derived_from not in columns or field.key in fill.fixed or field.shape not in (Shape.DAY, Shape.CODE):
            continue
        vocabulary = vocabularies.get(field.vocabulary)
        column = columns.get(field.key)
        found.append(
            Derivation(
                field=field,
                source=field.derived_from,
                header=column.header if column else field.label,
                codes=_sex_codes(vocabulary),
                labels={entry.code: entry.label for entry in vocabulary.terms} if vocabulary else _SEXES,
            )
        )
    return tuple(found)


def _sex_codes(vocabulary: Vocabulary | None) -> dict[str, str]:
    if vocabulary is None:
        return {}
    # GB/T 2261.1 says 1 and 2; a vocabulary with codes of its own is reached through its words.
    return {sign: vocabulary.find(word) or vocabulary.find(sign) or sign for sign, word in _SEXES.items()}


def _masked_day(day: str | int) -> str:
    return f"{str(day)[:4]}-**-**"
