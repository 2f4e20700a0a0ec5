"""A page in every format: laid out as the standard says, each number traced to its source, nothing run or hidden."""

from __future__ import annotations

import io
import json
import re
import zipfile
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import attrs
import pytest
from openpyxl import load_workbook

from tests.documents.papers import (
    ADDRESSES,
    HEAD,
    ORG,
    a_diagram,
    a_grid,
    a_paper,
    a_statistical_form,
    a_summary,
    cell,
    some_letters,
    text,
)
from unionwork.documents.marks import read_mark
from unionwork.documents.official import Levels
from unionwork.documents.paper import Break, Paper, Run
from unionwork.documents.screen import page_lines
from unionwork.documents.writers import FORMATS, write_paper
from unionwork.errors import UsageError

W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def parts_of(body: bytes) -> dict[str, str]:
    with zipfile.ZipFile(io.BytesIO(body)) as archive:
        return {name: archive.read(name).decode("utf-8", "replace") for name in archive.namelist()}


def docx_text(body: bytes) -> str:
    root = ElementTree.fromstring(parts_of(body)["word/document.xml"])
    return "\n".join("".join(piece.text or "" for piece in line.iter(f"{W}t")) for line in root.iter(f"{W}p"))


def read(paper: Paper, form: str) -> str:
    body = write_paper(paper, form)
    return docx_text(body) if form == "docx" else body.decode("utf-8")


@pytest.mark.parametrize("form", FORMATS)
def test_the_same_page_gives_the_same_bytes(form: str) -> None:
    assert write_paper(a_summary(), form) == write_paper(a_summary(), form)


def test_a_format_that_is_none_is_refused() -> None:
    with pytest.raises(UsageError, match="docx"):
        write_paper(a_paper(), "pdf")


def test_the_page_of_the_standard() -> None:
    parts = parts_of(write_paper(a_summary(), "docx"))
    section = next(ElementTree.fromstring(parts["word/document.xml"]).iter(f"{W}sectPr"))
    margins = section.find(f"{W}pgMar")
    size, grid = section.find(f"{W}pgSz"), section.find(f"{W}docGrid")
    assert margins is not None
    assert size is not None
    assert grid is not None
    assert [margins.get(f"{W}{side}") for side in ("top", "bottom", "left", "right")] == [
        "2098",
        "1984",
        "1587",
        "1474",
    ]
    assert (size.get(f"{W}w"), size.get(f"{W}h")) == ("11906", "16838")
    assert (grid.get(f"{W}type"), grid.get(f"{W}linePitch")) == ("lines", "579")
    # 28 characters of 16 points, drawn together, are no wider than the type area.
    styles = ElementTree.fromstring(parts["word/styles.xml"])
    body = next(style for style in styles if style.get(f"{W}styleId") == "Body")
    spacing = body.find(f"{W}rPr/{W}spacing")
    assert spacing is not None
    width = 28 * (320 + int(spacing.get(f"{W}val") or 0))
    assert width <= 11906 - 1587 - 1474 < width + 320
    assert "w:evenAndOddHeaders" in parts["word/settings.xml"]


def test_every_style_names_its_east_asian_font() -> None:
    styles = ElementTree.fromstring(parts_of(write_paper(a_summary(), "docx"))["word/styles.xml"])
    faces = {
        style.get(f"{W}styleId"): style.find(f"{W}rPr/{W}rFonts").get(f"{W}eastAsia")  # type: ignore[union-attr]
        for style in styles.iter(f"{W}style")
        if style.get(f"{W}type") == "paragraph"
    }
    assert (faces["Title"], faces["Body"]) == ("方正小标宋简体", "仿宋_GB2312")
    assert (faces["Heading1"], faces["Heading2"], faces["Heading3"]) == ("黑体", "楷体_GB2312", "仿宋_GB2312")
    assert all(faces.values())


@pytest.mark.parametrize("form", ["docx", "html", "md"])
def test_levels_are_numbered_as_official_papers_are(form: str) -> None:
    shown = re.sub(r"<[^>]+>|\\", "", read(a_summary(), form))
    for heading in ("一、主要做法", "（一）摸清底数，建立档案", "1.逐户核实", "（1）入户时间", "二、变化情况"):
        assert heading in shown, heading


@pytest.mark.parametrize("form", ["docx", "html", "md"])
def test_the_sources_of_all_numbers_stand_at_the_end(form: str) -> None:
    shown = read(a_summary(), form)
    assert "数据来源" in shown
    for address in ADDRESSES:
        assert address.label in shown
        assert address.key.replace("_", "\\_" if form == "md" else "_") in shown
    assert HEAD in shown
    assert "--as-of" in shown
    assert "劳动争议调解成功率" in shown


def test_a_number_on_a_web_page_leads_to_its_source_and_back() -> None:
    page = write_paper(a_summary(), "html").decode()
    links = set(re.findall(r'href="#([\w-]+)"', page))
    anchors = set(re.findall(r'id="([\w-]+)"', page))
    assert links
    assert links <= anchors
    for address in ADDRESSES:
        assert address.command.split(" --on")[0] in page
    assert not re.search(r'(?:src|href)="(?!#)', page), "nothing is loaded from outside"
    assert "http://" not in page.replace("http://www.w3.org", "")
    assert "<script" not in page


@pytest.mark.parametrize("form", ["html", "md", "docx"])
def test_what_people_type_stays_text(form: str) -> None:
    typed = '<script>alert(1)</script> | [x](y) & "a" \x07'
    paper = a_paper(text(typed), a_grid(body=[[cell(typed), cell("=1+1"), cell("-"), cell("")]]), title=typed)
    shown = write_paper(paper, form)
    if form == "docx":
        assert "<script>alert(1)</script> | [x](y)" in docx_text(shown)
    else:
        assert b"<script>" not in shown
        if form == "md":
            assert r"\|" in shown.decode()
            assert "\x07" not in shown.decode()


def test_a_text_that_looks_like_a_formula_stays_text_in_a_sheet() -> None:
    paper = a_paper(a_grid(body=[[cell("=HYPERLINK(1)"), cell("+1"), cell("@x"), cell("-2")]]))
    book = load_workbook(io.BytesIO(write_paper(paper, "xlsx")))
    held = {cell.value: cell.data_type for sheet in book for row in sheet for cell in row if cell.value is not None}
    for typed in ("=HYPERLINK(1)", "+1", "@x", "-2"):
        assert held[typed] == "s", typed


def test_a_sheet_holds_the_exact_numbers() -> None:
    book = load_workbook(io.BytesIO(write_paper(a_summary(), "xlsx")))
    values = {cell.value for sheet in book for row in sheet for cell in row}
    assert {1286, 320, 96.5} <= values


def test_json_keeps_every_digit_and_every_address() -> None:
    plain = json.loads(write_paper(a_summary(), "json"), parse_float=Decimal)
    assert [entry["place"] for entry in plain["addresses"]] == [address.place for address in ADDRESSES]
    assert plain["addresses"][3]["value"] == Decimal("96.5")
    assert plain["head"] == HEAD


def test_charts_are_drawn_with_their_labels_in_every_format() -> None:
    paper = a_summary()
    charts = [part for name, part in parts_of(write_paper(paper, "docx")).items() if "charts/chart" in name]
    assert len(charts) == 2
    assert all("2023H1" in part and "困难职工" in part and "1444" in part for part in charts)
    page = write_paper(paper, "html").decode()
    assert page.count("<svg") == 2
    assert "2023H1" in page
    assert "█" in write_paper(paper, "md").decode()
    assert any("█" in line.text for line in page_lines(a_paper(a_diagram()), 60))


def test_a_missing_value_of_a_chart_is_said_and_not_0() -> None:
    lines = [line.text for line in page_lines(a_paper(a_diagram()), 70)]
    missing = next(line for line in lines if "2023H2" in line)
    assert "无数据" in missing
    assert "█" not in missing


@pytest.mark.parametrize("form", ["docx", "html"])
def test_each_letter_of_a_batch_has_its_own_head_and_foot(form: str) -> None:
    """The first page begins and the last ends as the paper says; those between carry theirs as paragraphs."""
    letters = some_letters(2)
    at = next(place for place, block in enumerate(letters.blocks) if isinstance(block, Break))
    foot = text("检查员：", indent=True)
    head = [text(Run("劳动保护监督检查意见书", 0, True), align="center", indent=False), text("第二家：", indent=False)]
    paper = attrs.evolve(
        letters, blocks=[*letters.blocks[:at], foot, letters.blocks[at], *head, *letters.blocks[at + 1 :]]
    )
    shown = re.sub(r"<title>.*?</title>|<[^>]+>", "", read(paper, form))
    assert shown.count("劳动保护监督检查意见书") == 2
    assert shown.count("红星机械厂") == shown.count("第二家") == 1
    assert shown.count("检查员") == 2
    # Each begins its levels anew.
    assert shown.count("一、隐患") == 2


@pytest.mark.parametrize("form", ["docx", "html", "md"])
@pytest.mark.parametrize("layout", ["letter", "official"])
def test_the_paper_of_each_record_begins_its_levels_anew(layout: str, form: str) -> None:
    shown = re.sub(r"<[^>]+>", "", read(attrs.evolve(some_letters(3), layout=layout), form))
    assert shown.count("一、隐患") == 3
    assert "二、" not in shown


def test_levels_go_past_ninety_nine() -> None:
    levels = Levels()
    numbers = [levels.number(1) for _ in range(1010)]
    told = [numbers[place - 1] for place in (1, 10, 11, 99, 100, 101, 110, 305, 1000, 1001, 1010)]
    assert told == ["一、", "十、", "十一、", "九十九、", "一百、", "一百零一、", "一百一十、", "三百零五、", "一千、",
                    "一千零一、", "一千零一十、"]  # fmt: skip
    assert len(set(numbers)) == 1010


@pytest.mark.parametrize("form", ["docx", "html", "md"])
def test_a_statistical_form_has_its_block_and_foot_and_no_number_of_approval(form: str) -> None:
    shown = re.sub(r"<[^>]+>", "\n", read(a_statistical_form(), form))
    for told in (
        "表号",
        "困帮基1表",
        "制定机关",
        "县总工会",
        "批准（备案）文号",
        "填报单位",
        ORG,
        "计量单位",
        "报出日期",
    ):
        assert told in shown, told
    approval = re.search(r"批准（备案）文号[：:]?[ \t]*(\S*)", shown)
    assert approval is not None
    assert not re.search(r"\d", approval[1])


@pytest.mark.parametrize("form", ["docx", "html", "md"])
def test_what_disagrees_or_was_left_out_is_said(form: str) -> None:
    paper = a_paper(text("一句。"), addresses=ADDRESSES[:1], omitted=["「甲」没有数据"])
    assert "「甲」没有数据" in read(paper, form)


@pytest.mark.parametrize("form", FORMATS)
def test_a_file_is_known_again_and_a_touched_one_is_told(form: str, tmp_path: Path) -> None:
    path = tmp_path / f"x.{form}"
    path.write_bytes(write_paper(a_summary(), form))
    assert (read_mark(path).form, read_mark(path).touched) == ("planning.work_summary", False)
    if form in ("md", "html", "json"):
        path.write_bytes(path.read_bytes().replace("县总工会".encode(), "市总工会".encode(), 1))
        assert read_mark(path).touched
    path.write_bytes(b"something else")
    assert read_mark(path).form == ""


@pytest.mark.parametrize("width", [40, 76, 118])
def test_no_line_of_a_screen_is_wider_than_the_screen(width: int) -> None:
    from unionwork.documents.official import width_of

    for paper in (a_summary(), a_statistical_form(12), some_letters()):
        lines = page_lines(paper, width)
        assert max(width_of(line.text) for line in lines) <= width
        held = {place for line in lines for place in line.places}
        written = {run.place for run in paper.runs() if run.place}
        assert written <= held


def test_a_number_is_not_parted_at_the_end_of_a_line() -> None:
    for width in range(20, 60):
        shown = [
            line.text for line in page_lines(a_paper(text("期末在档困难职工", Run("1073332.84", 1), "元。" * 3)), width)
        ]
        assert any("1073332.84" in line for line in shown), width


def _office(*_: Any) -> str | None:
    import shutil

    return shutil.which("soffice")


@pytest.mark.slow
@pytest.mark.skipif(_office() is None, reason="LibreOffice (soffice) is not installed here")
def test_a_full_page_has_22_lines_of_28_characters(tmp_path: Path) -> None:
    import shutil
    import subprocess

    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext (poppler) is not installed here")
    sentence = "今年以来县总工会坚持把困难职工帮扶工作摆在突出位置逐户建档逐户走访逐户核实做到底数清情况明"
    (tmp_path / "x.docx").write_bytes(write_paper(a_paper(*[text(sentence * 4) for _ in range(20)]), "docx"))
    command = ["soffice", "--headless", f"-env:UserInstallation=file://{tmp_path}/profile", "--convert-to", "pdf"]
    subprocess.run(
        [*command, "--outdir", str(tmp_path), str(tmp_path / "x.docx")], check=True, capture_output=True, timeout=180
    )
    pages = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "x.pdf"), "-"], check=True, capture_output=True, text=True, timeout=60
    ).stdout.split("\f")  # fmt: skip
    lines = [line.strip() for line in pages[1].splitlines() if line.strip()]
    numbered = [line for line in lines if re.fullmatch("\N{EM DASH}\\s*2\\s*\N{EM DASH}", line)]
    assert len(numbered) == 1
    body = [line for line in lines if line not in numbered]
    assert len(body) == 22
    assert max(map(len, body)) == 28
