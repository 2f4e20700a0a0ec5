"""Reports as files: whole or not at all, never over another's work, never more than the operator may carry out."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.work.hands import hand
from tests.work.paperwork import Small, a_small_county
from tests.work.planting import file_text
from unionwork.errors import NotPermittedError, RefusedError, StoreError, UsageError


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Small]:
    made = a_small_county(tmp_path / "w.db", tmp_path)
    with made.workspace:
        yield made


def files_of(own: Small, count: int = 2) -> list[str]:
    return [row["number"] for row in own.workspace.list("aid_file", limit=count)["rows"]]


def test_a_report_is_written_over_its_own_earlier_one_and_nothing_else(own: Small, tmp_path: Path) -> None:
    path = tmp_path / "x.md"
    first = own.workspace.write_report("aid.statistics", path, period="2024")
    assert first["files"] == [str(path)]
    assert first["numbers"] > 0
    assert own.workspace.write_report("aid.statistics", path, period="2024")["files"] == [str(path)]
    with pytest.raises(RefusedError, match="不是这张报表"):
        own.workspace.write_report("work_summary", path, period="2024")
    path.write_text(path.read_text(encoding="utf8").replace("困难职工", "困难职工(改)", 1), encoding="utf8")
    with pytest.raises(RefusedError, match="有人改过"):
        own.workspace.write_report("aid.statistics", path, period="2024")
    other = tmp_path / "notes.md"
    other.write_text("mine", encoding="utf8")
    with pytest.raises(RefusedError, match="已经存在"):
        own.workspace.write_report("aid.statistics", other, period="2024")
    assert other.read_text(encoding="utf8") == "mine"


def test_a_folder_takes_a_file_for_each_record(own: Small, tmp_path: Path) -> None:
    numbers = files_of(own)
    made = own.workspace.write_report("aid.grade_reasons", f"{tmp_path / 'letters'}/", numbers=numbers)
    assert made["pages"] == len(numbers) == len(made["files"])
    for number, file in zip(numbers, made["files"], strict=True):
        assert number in Path(file).name
        assert number in file_text(Path(file))


def test_records_whose_numbers_clash_as_file_names_each_get_their_letter(own: Small, tmp_path: Path) -> None:
    numbers = ["2024/1", "2024_1", "2024:1", "XF-a", "XF-A"]
    for number in numbers:
        facts = {"number": number, "petitioner": "钱信访", "matter": "欠薪", "received_on": "2024-02-02"}
        own.workspace.add("petition", facts)
    made = own.workspace.write_report("petition.receipt", f"{tmp_path / 'letters'}/", format="md", numbers=numbers)
    files = [Path(name) for name in made["files"]]
    assert made["pages"] == len(numbers)
    assert len({file.name.casefold() for file in (tmp_path / "letters").iterdir()}) == len(numbers)
    written = [file.read_text("utf8") for file in files]
    for number, page in zip(numbers, written, strict=True):
        assert number in page.replace("\\", ""), number
    # One of them written again goes over its own earlier one, not over another's.
    for number, file in zip(numbers[:3], files, strict=False):
        again = own.workspace.write_report(
            "petition.receipt", f"{tmp_path / 'letters'}/", format="md", numbers=[number]
        )
        assert again["files"] == [str(file)]
    assert [file.read_text("utf8") for file in files] == written


def test_a_json_that_somebody_changed_is_neither_written_over_nor_checked(own: Small, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    own.workspace.write_report("aid.statistics", path, period="2024")
    whole = path.read_text("utf8")
    assert own.workspace.recheck(path)["sealed"] is True
    own.workspace.write_report("aid.statistics", path, period="2024")
    # Only what it says counts, not how its lines are broken.
    path.write_text(json.dumps(json.loads(whole), ensure_ascii=False), "utf8")
    assert own.workspace.recheck(path)["changed"] == []
    held = json.loads(whole)
    for change in (
        {"title": "改过的题目"},
        {"addresses": []},
        {"addresses": held["addresses"][1:]},
        {"seal": "sha256:0"},
    ):
        edited = json.dumps({**held, **change}, ensure_ascii=False)
        path.write_text(edited, "utf8")
        with pytest.raises(RefusedError, match="有人改过"):
            own.workspace.recheck(path)
    with pytest.raises(RefusedError, match="有人改过"):
        own.workspace.write_report("aid.statistics", path, period="2024")
    with pytest.raises(RefusedError, match="有人改过"):
        own.workspace.paper("aid.statistics", period="2024", against=path)
    assert path.read_text("utf8") == edited


def test_a_json_of_an_earlier_version_is_checked_and_said_to_carry_no_seal(own: Small, tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    own.workspace.write_report("aid.statistics", path, period="2024")
    held = json.loads(path.read_text("utf8"))
    del held["seal"]
    path.write_text(json.dumps(held, ensure_ascii=False), "utf8")
    found = own.workspace.recheck(path)
    assert (found["sealed"], found["changed"], found["same"]) == (False, [], found["numbers"])
    with pytest.raises(RefusedError, match="没有封记"):
        own.workspace.write_report("aid.statistics", path, period="2024")
    first = held["addresses"][0]
    for broken in (
        {"addresses": 5}, {"addresses": [1]}, {"on": None}, {"on": "2024-99-99"}, {"head": 5},
        {"addresses": [first, first]}, *({"addresses": [{**first, **wrong}]} for wrong in (
            {"by": ["a"]}, {"where": 5}, {"on": "2024-99-99"}, {"on": None}, {"value": "11"}, {"place": "x"},
        )),
    ):  # fmt: skip
        path.write_text(json.dumps({**held, **broken}, ensure_ascii=False), "utf8")
        with pytest.raises(UsageError, match="报告"):
            own.workspace.recheck(path)


def test_a_trial_writes_nothing(own: Small, tmp_path: Path) -> None:
    made = own.workspace.write_report("aid.statistics", tmp_path / "x.docx", period="2024", dry_run=True)
    assert made["numbers"] > 0
    assert not (tmp_path / "x.docx").exists()


def test_a_place_or_a_format_that_is_none_is_refused(own: Small, tmp_path: Path) -> None:
    with pytest.raises(StoreError, match="文件夹"):
        own.workspace.write_report("aid.statistics", tmp_path / "no" / "x.docx", period="2024")
    with pytest.raises(UsageError, match="可用的后缀"):
        own.workspace.write_report("aid.statistics", tmp_path / "x.pdf", period="2024")
    with pytest.raises(UsageError, match="只有一页"):
        own.workspace.write_report("aid.statistics", f"{tmp_path / 'folder'}/", period="2024")
    assert sorted(path.name for path in tmp_path.glob("x.*")) == []


def test_letters_are_an_export_and_are_logged(own: Small, tmp_path: Path) -> None:
    own.workspace.operator_add("zhang", role="caseworker")
    person = hand(own.workspace, "zhang")
    with pytest.raises(NotPermittedError, match="export"):
        person.write_report("aid.grade_reasons", tmp_path / "x.docx", numbers=files_of(own))
    assert not (tmp_path / "x.docx").exists()
    # A page of figures names nobody, so it needs no such right.
    person.write_report("aid.statistics", tmp_path / "s.docx", period="2024")
    own.workspace.operator_grant("zhang", "export")
    hand(own.workspace, "zhang").write_report("aid.grade_reasons", tmp_path / "x.docx", numbers=files_of(own))
    last = own.workspace.access_log(1)[0]
    assert (last["who"], last["records"]) == ("zhang", 2)
    assert "aid.grade_reasons" in last["what"]


def test_what_may_be_read_but_not_carried_out_stays_hidden_in_a_file(own: Small, tmp_path: Path) -> None:
    """A recorder may see an ID number on the screen, and takes none away in a file."""
    for key, role in (("lu", "recorder"), ("jing", "caseworker")):
        own.workspace.operator_add(key, role=role, rights=("private.read", "export"))
    number = files_of(own, 1)
    shown = {}
    for key in ("lu", "jing"):
        path = tmp_path / f"{key}.json"
        hand(own.workspace, key).write_report("aid.grade_reasons", path, numbers=number, reveal=True)
        shown[key] = json.dumps(json.loads(path.read_text(encoding="utf8"))["blocks"], ensure_ascii=False)
    assert "已隐藏" in shown["lu"]
    assert "已隐藏" not in shown["jing"]
