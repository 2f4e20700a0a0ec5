"""The empty .docx that every paper begins as: its styles, fonts and settings, and nothing else."""

from __future__ import annotations

from typing import Final

from unionwork.documents.official import (
    BODY_FONT,
    CHARACTER,
    CHARACTER_SPACE,
    FALLBACKS,
    HEI_FONT,
    LEVEL_FONTS,
    LINE_PITCH,
    SONG_FONT,
    TITLE_FONT,
)
from unionwork.documents.packages import pack

W: Final = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_HEAD: Final = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml"
_RELATION: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE: Final = "http://schemas.openxmlformats.org/package/2006"


_BODY_POINTS: Final = 16


def fonts(name: str) -> str:
    """One font for Latin and East Asian text alike: to name only one leaves the other to chance."""
    return f'<w:rFonts w:ascii="{name}" w:hAnsi="{name}" w:eastAsia="{name}" w:cs="{name}"/>'


def _style(
    key: str, name: str, font: str, points: float, *, align: str = "both", indent: int = 0, line: str = "grid",
    level: int | None = None, bold: bool = False, next_key: str = "Normal",
) -> str:  # fmt: skip
    """A paragraph style; `line` is grid (22 lines a page) or free (as high as its content)."""
    keep = "<w:keepNext/>" if level is not None else ""
    spacing = (
        f'<w:spacing w:before="0" w:after="0" w:line="{LINE_PITCH}" w:lineRule="exact"/>'
        if line == "grid"
        else '<w:snapToGrid w:val="0"/><w:spacing w:before="0" w:after="0" w:line="240" w:lineRule="auto"/>'
    )
    inset = f'<w:ind w:firstLineChars="{indent * 100}" w:firstLine="{indent * CHARACTER}"/>' if indent else ""
    outline = f'<w:outlineLvl w:val="{level}"/>' if level is not None else ""
    default = ' w:default="1"' if key == "Normal" else ""
    based = "" if key == "Normal" else '<w:basedOn w:val="Normal"/>'
    weight = "<w:b/><w:bCs/>" if bold else ""
    size = int(points * 2)
    # Only what stands on the grid of 28 characters is drawn together.
    apart = f'<w:spacing w:val="{CHARACTER_SPACE if line == "grid" and points == _BODY_POINTS else 0}"/>'
    return (
        f'<w:style w:type="paragraph"{default} w:styleId="{key}"><w:name w:val="{name}"/>{based}'
        f'<w:next w:val="{next_key}"/><w:qFormat/><w:pPr>{keep}<w:widowControl w:val="0"/>'
        f'<w:autoSpaceDE w:val="0"/><w:autoSpaceDN w:val="0"/>{spacing}{inset}'
        f'<w:jc w:val="{align}"/>{outline}</w:pPr>'
        f'<w:rPr>{fonts(font)}{weight}<w:color w:val="000000"/>{apart}<w:sz w:val="{size}"/>'
        f'<w:szCs w:val="{size}"/></w:rPr>'
        "</w:style>"
    )


def _styles() -> str:
    made = [
        _style("Normal", "Normal", BODY_FONT, 16),
        _style("Body", "Body Text", BODY_FONT, 16, indent=2, next_key="Body"),
        _style("Title", "Title", TITLE_FONT, 22, align="center"),
        _style("TableName", "Table Name", HEI_FONT, 14, align="center", line="free"),
        _style("TableUnit", "Table Unit", BODY_FONT, 10.5, align="right", line="free"),
        _style("Cell", "Table Text", BODY_FONT, 12, align="left", line="free"),
        _style("CellHead", "Table Head", HEI_FONT, 12, align="center", line="free"),
        _style("Note", "Note", BODY_FONT, 10.5, align="left", line="free"),
        _style("Picture", "Picture", BODY_FONT, 10.5, align="center", line="free"),
        _style("Mono", "Source Line", BODY_FONT, 9, align="left", line="free"),
        _style("Footer", "footer", SONG_FONT, 14, align="left", line="free"),
        *(
            _style(f"Heading{place + 1}", f"heading {place + 1}", font, 16, indent=2, level=place, next_key="Body")
            for place, font in enumerate(LEVEL_FONTS)
        ),
    ]
    table = (
        '<w:style w:type="table" w:default="1" w:styleId="TableNormal"><w:name w:val="Normal Table"/><w:tblPr>'
        '<w:tblInd w:w="0" w:type="dxa"/><w:tblCellMar><w:left w:w="60" w:type="dxa"/><w:right w:w="60" w:type="dxa"/>'
        "</w:tblCellMar></w:tblPr></w:style>"
    )
    return (
        f"{_HEAD}<w:styles {W}><w:docDefaults><w:rPrDefault><w:rPr>{fonts(BODY_FONT)}"
        '<w:sz w:val="32"/><w:szCs w:val="32"/><w:lang w:val="en-US" w:eastAsia="zh-CN" w:bidi="ar-SA"/></w:rPr>'
        f"</w:rPrDefault><w:pPrDefault/></w:docDefaults>{''.join(made)}{table}</w:styles>"
    )


def _font_table() -> str:
    named = "".join(
        f'<w:font w:name="{name}"><w:altName w:val="{other}"/><w:charset w:val="86"/></w:font>'
        for name, other in FALLBACKS.items()
    )
    return f"{_HEAD}<w:fonts {W}>{named}</w:fonts>"


def _settings() -> str:
    return (
        f'{_HEAD}<w:settings {W}><w:zoom w:percent="100"/><w:bordersDoNotSurroundHeader/>'
        f"<w:bordersDoNotSurroundFooter/>"
        '<w:defaultTabStop w:val="632"/><w:evenAndOddHeaders/>'
        '<w:drawingGridVerticalSpacing w:val="579"/><w:characterSpacingControl w:val="doNotCompress"/><w:compat>'
        "<w:spaceForUL/><w:balanceSingleByteDoubleByteWidth/><w:doNotLeaveBackslashAlone/><w:ulTrailSpace/>"
        "<w:doNotExpandShiftReturn/><w:adjustLineHeightInTable/><w:useFELayout/>"
        '<w:compatSetting w:name="compatibilityMode" w:uri="http://schemas.microsoft.com/office/word" w:val="15"/>'
        '</w:compat><w:themeFontLang w:val="en-US" w:eastAsia="zh-CN"/></w:settings>'
    )


def _relations(*targets: tuple[str, str]) -> str:
    lines = "".join(
        f'<Relationship Id="rId{place}" Type="{_RELATION}/{kind}" Target="{target}"/>'
        for place, (kind, target) in enumerate(targets, start=1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{lines}</Relationships>'


def empty_docx() -> bytes:
    """A .docx without a word, for python-docx to open."""
    named = ("document", "document.main"), ("styles", "styles"), ("settings", "settings"), ("fontTable", "fontTable")
    types = "".join(f'<Override PartName="/word/{part}.xml" ContentType="{_MAIN}.{kind}+xml"/>' for part, kind in named)
    content = (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types"><Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>'
    )
    texts = {
        "[Content_Types].xml": content,
        "_rels/.rels": _relations(("officeDocument", "word/document.xml")),
        "word/_rels/document.xml.rels": _relations(
            ("styles", "styles.xml"), ("settings", "settings.xml"), ("fontTable", "fontTable.xml")
        ),
        "word/document.xml": f"{_HEAD}<w:document {W}><w:body><w:sectPr/></w:body></w:document>",
        "word/styles.xml": _styles(),
        "word/settings.xml": _settings(),
        "word/fontTable.xml": _font_table(),
    }
    return pack({name: text.encode("utf-8") for name, text in texts.items()})
