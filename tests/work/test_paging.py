"""Pages, totals, facets and links of a register agree with the whole list, however they are asked."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from tests.originals import Originals
from tests.work.county import a_workspace
from unionwork.errors import NotPermittedError, UsageError
from unionwork.workspace import Workspace

DAY = date(2024, 12, 31)
MANY = 23
GRADES = ("major", "general", "")


def with_findings(place: str, folder: Path) -> None:
    """Make a workspace with findings."""
    with a_workspace(place, folder, DAY) as workspace:
        for name in ("东社区工会", "西社区工会"):
            workspace.org_add(name)
        unit = workspace.add("unit", {"name": "配电箱厂"})["number"]
        places = []
        for org in ("东社区工会", "西社区工会"):
            places.append(workspace.add("inspection", {"unit": unit, "inspected_on": "2024-03-01"}, org=org)["number"])
        for index in range(MANY):
            values = {
                "inspection": places[index % 2], "found_on": f"2024-04-{index % 28 + 1:02}",
                "description": f"第{index}处", "grade": GRADES[index % 3],
            }  # fmt: skip
            workspace.add("finding", {key: value for key, value in values.items() if value}, org="东社区工会")
        gone = workspace.add("finding", {"inspection": places[0], "found_on": "2024-05-01", "grade": "major"})
        workspace.void("finding", gone["number"], "重复登记")
        for name, health in (("甲", "1"), ("乙", "3"), ("丙", "")):
            workspace.add(
                "aid_file", {"name": name, "filed_on": "2024-02-01", **({"health": health} if health else {})}
            )


@pytest.fixture
def book(originals: Originals, workspace_location: str) -> Iterator[Workspace]:
    """A unit, two inspections below two unions, and findings on them; a few files with private facts."""
    originals.copy("book", workspace_location, with_findings)
    with Workspace.open(workspace_location, on=DAY, surface="cli") as workspace:
        yield workspace


def numbers(rows: list[dict[str, Any]]) -> list[str]:
    return [str(row["number"]) for row in rows]


def test_pages_from_the_front_and_from_the_end_are_the_list(book: Workspace) -> None:
    for limit in (1, 4, MANY, 100):
        check_pages(book, limit)


def check_pages(book: Workspace, limit: int) -> None:
    whole = numbers(book.list("finding", limit=None)["rows"])
    assert len(whole) == MANY
    forward: list[str] = []
    after, more = None, True
    while more:
        page = book.page("finding", after=after, limit=limit)
        forward += numbers(page["rows"])
        after, more = forward[-1], page["more"]
    backward: list[str] = []
    before, more = "", True
    while more:
        page = book.page("finding", before=before, limit=limit)
        backward[:0] = numbers(page["rows"])
        before, more = backward[0], page["more"]
    assert forward == backward == whole


def test_pages_in_another_order_are_the_list_in_that_order(book: Workspace) -> None:
    whole = numbers(book.list("finding", limit=None, sort="-found_on")["rows"])
    paged: list[str] = []
    for offset in range(0, MANY + 5, 5):
        page = book.page("finding", sort="-found_on", offset=offset, limit=5)
        paged += numbers(page["rows"])
        assert page["more"] == (offset + 5 < MANY)
    assert paged == whole


def test_a_page_begins_at_a_number_that_is_not_there_any_more(book: Workspace) -> None:
    whole = numbers(book.list("finding", limit=None)["rows"])
    # The voided record's number lies behind the last one; a made-up one between two.
    assert numbers(book.page("finding", after=f"{whole[3]}x", limit=2)["rows"]) == whole[4:6]
    assert numbers(book.page("finding", before=f"{whole[3]}x", limit=2)["rows"]) == whole[2:4]


def test_a_page_takes_one_edge_and_at_least_one_row(book: Workspace) -> None:
    for wrong in ({"limit": 0}, {"after": "A", "before": "B"}, {"sort": "found_on", "after": "A"}, {"offset": -1}):
        with pytest.raises(UsageError):
            book.page("finding", **wrong)


FILTERS: list[dict[str, Any]] = [
    {}, {"where": ["grade=major"]}, {"where": ["grade="]}, {"search": "第1"}, {"org": "西社区工会"},
           {"where": ["grade!=major", "found_on>=2024-04-10"], "search": "处"}]  # fmt: skip


def test_the_count_is_the_lists_total(book: Workspace) -> None:
    for filters in FILTERS:
        assert book.count("finding", **filters) == book.list("finding", **filters)["total"]


def test_a_facet_counts_the_rows_and_its_code_is_a_condition(book: Workspace) -> None:
    for filters in FILTERS:
        check_facets(book, filters)


def check_facets(book: Workspace, filters: dict[str, Any]) -> None:
    rows = book.list("finding", limit=None, **filters)["rows"]
    for field in ("grade", "state", "org", "inspection"):
        found = book.facets("finding", field, **filters)
        expected = Counter(str(row[field] or "") for row in rows)
        assert {entry["code"]: entry["count"] for entry in found} == expected
        for entry in found:
            where = [*filters.get("where", ()), f"{field}={entry['code']}"]
            assert book.count("finding", **{**filters, "where": where}) == entry["count"]


def test_a_facet_says_the_codes_in_words_and_what_is_not_filled_in(book: Workspace) -> None:
    told = {entry["code"]: entry["label"] for entry in book.facets("finding", "grade")}
    assert told == {"general": "一般", "major": "重大", "": "未填"}
    book.session.lang = "en"
    assert {entry["code"]: entry["label"] for entry in book.facets("finding", "grade")}[""] == "not filled in"
    with pytest.raises(UsageError, match="不能分组计数"):
        book.facets("finding", "description")


def test_a_word_that_a_region_has_a_code_for_is_found_by_the_word(book: Workspace) -> None:
    """An open vocabulary keeps what a sheet says; where the union of all regions has a code for it, both count."""
    for programme in ("困难职工帮扶", "求学圆梦", "困难职工帮扶"):
        book.add("aid_application", {"programme": programme, "name": "某", "applied_on": "2024-03-03"})
    for entry in book.facets("aid_application", "programme"):
        assert book.count("aid_application", where=[f"programme={entry['code']}"]) == entry["count"]


def test_private_facets_need_the_right_and_are_logged(book: Workspace, workspace_location: str) -> None:
    assert {entry["code"]: entry["count"] for entry in book.facets("aid_file", "health")} == {"1": 1, "3": 1, "": 1}
    assert any("facets aid_file.health" in entry["what"] for entry in book.access_log())
    book.operator_add("li", name="李", role="caseworker")
    with Workspace.open(workspace_location, operator="li", on=DAY) as clerk, pytest.raises(NotPermittedError):
        clerk.facets("aid_file", "health")


def test_links_go_both_ways(book: Workspace) -> None:
    rows = book.list("finding", limit=None)["rows"]
    first = rows[0]
    (link,) = book.related("finding", first["number"])
    assert (link["kind"], link["way"], link["numbers"]) == ("inspection", "to", [first["inspection"]])
    links = {(link["kind"], link["way"]): link for link in book.related("inspection", first["inspection"])}
    pointing = [row["number"] for row in rows if row["inspection"] == first["inspection"]]
    assert links["unit", "to"]["names"] == ["配电箱厂"]
    assert links["finding", "from"]["numbers"] == pointing[:20]
    assert links["finding", "from"]["count"] == len(pointing)


def test_more_links_than_are_shown_are_counted(book: Workspace) -> None:
    place = book.list("inspection")["rows"][0]["number"]
    for index in range(25):
        book.add("finding", {"inspection": place, "found_on": "2024-06-01", "description": str(index)})
    found = {link["kind"]: link for link in book.related("inspection", place)}["finding"]
    held = book.count("finding", where=[f"inspection={place}"])
    assert (found["count"], len(found["numbers"])) == (held, 20)
    assert held > 20


def test_an_operator_sees_pages_counts_facets_and_links_of_their_own_part(
    book: Workspace, workspace_location: str
) -> None:
    book.operator_add("wang", name="王", role="caseworker", org="西社区工会")
    with Workspace.open(workspace_location, operator="wang", on=DAY) as clerk:
        assert clerk.page("finding")["rows"] == []
        assert clerk.count("finding") == 0
        assert clerk.facets("finding", "grade") == []
        (own,) = clerk.page("inspection")["rows"]
        assert {entry["count"] for entry in clerk.facets("inspection", "org")} == {1}
        # The findings of this inspection belong to the other union, and so does the unit's record above.
        assert clerk.related("inspection", own["number"]) == []
