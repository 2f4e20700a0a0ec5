"""What is printed: JSON that keeps its numbers, tables that line up, nothing that speaks to a terminal."""

from __future__ import annotations

import json
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st
from wcwidth import wcswidth

from unionwork_cli.help_page import wrap
from unionwork_cli.json_text import json_text
from unionwork_cli.output import words_of
from unionwork_cli.table import cells, clean, lay_out, pad

plain = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.text()
    | st.decimals(allow_nan=False, allow_infinity=False, places=2),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=12,
)


@given(plain, st.sampled_from([None, 2]))
def test_json_reads_back_as_what_was_written(value: object, indent: int | None) -> None:
    assert json.loads(json_text(value, indent), parse_float=Decimal, parse_int=Decimal) == value


def test_an_amount_keeps_its_decimals_as_a_number() -> None:
    assert json_text({"金额": Decimal("13173100.00"), "x": Decimal("1E+3")}) == '{"金额": 13173100.00, "x": 1000}'


def test_json_keeps_chinese_as_it_is_and_writes_days_in_iso() -> None:
    assert json_text([date(2009, 6, 30), "困难职工", True, None]) == '["2009-06-30", "困难职工", true, null]'


@pytest.mark.parametrize("value", [object(), float("nan"), Decimal("NaN")])
def test_what_json_cannot_say_is_refused(value: object) -> None:
    with pytest.raises((TypeError, ValueError)):
        json_text(value)


def test_json_on_several_lines_is_what_the_standard_library_would_write() -> None:
    value = {"a": [], "b": {}, "c": [1, {"d": "e"}], "f": None}
    assert json_text(value, 2) == json.dumps(value, ensure_ascii=False, indent=2)


@given(st.text(st.characters(exclude_categories=("Cs", "Cc", "Mn", "Me", "Cf"))))
def test_a_text_is_measured_as_a_terminal_shows_it(text: str) -> None:
    assert cells(text) == max(wcswidth(text), 0)


@given(st.lists(st.tuples(st.text(max_size=8), st.text("困难职工abc（）“”、", max_size=8)), min_size=1, max_size=6))
def test_the_columns_of_a_table_line_up(rows: list[tuple[str, str]]) -> None:
    lines, left_off = lay_out(["名称", "n"], rows, [False, True])
    assert left_off == 0
    assert len(lines) == len(rows) + 2
    rule = cells(lines[1])
    assert [line for line in lines if cells(line) > rule] == []
    # The second column is set to the right, so a row that has it ends where the rule ends.
    assert [line for line, row in zip(lines[2:], rows, strict=True) if row[1].strip() and cells(line) != rule] == []


def test_a_narrow_terminal_leaves_off_columns_and_says_how_many() -> None:
    lines, left_off = lay_out(["a", "b", "c", "d"], [["1", "2", "三三三三三三", "4"]], [False] * 4, width=12)
    assert left_off == 2
    assert lines[0] == "a  b"


def test_data_cannot_speak_to_the_terminal() -> None:
    lines, _ = lay_out(["x"], [["\x1b[31mred\n\r\x07"]], [False])
    assert "".join(lines).isprintable()
    assert clean("正常 text") == "正常 text"


def test_padding_counts_cells() -> None:
    assert pad("职工", 6) == "职工  "
    assert pad("职工", 6, right=True) == "  职工"


@pytest.mark.parametrize(
    ("value", "words"),
    [(None, ""), (True, "是"), (Decimal("10.20"), "10.20"), (["a", 1], "a、1"), ({"a": 1}, "a=1"), (0, "0")],
)
def test_a_value_reads_as_a_person_reads_it(value: object, words: str) -> None:
    assert words_of(value) == words


@given(st.text("困难，。 abc", max_size=80), st.integers(min_value=10, max_value=40))
def test_a_paragraph_is_wrapped_without_losing_a_sign(text: str, width: int) -> None:
    lines = wrap(text, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    # A mark of punctuation may hang over the edge; a word of letters is never broken.
    assert [line for line in lines if cells(line.rstrip("，。")) > width and " " in line.strip()] == []
