"""Files: what a file holds, told by its content and never by its name."""

from __future__ import annotations

import zipfile
from enum import StrEnum
from pathlib import Path
from typing import Final

from unionwork.errors import SheetError

ALLOWED: Final = "可以导入的有:Excel 工作簿(.xlsx、.xls)、CSV 和本程序导出的 JSON"
_HEAD: Final = 8192
_OLE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_FOREIGN: Final = (
    (b"%PDF", "PDF 文件"),
    (b"\x89PNG", "图片"),
    (b"\xff\xd8\xff", "图片"),
    (b"GIF8", "图片"),
    (b"BM", "图片"),
    (b"II*\x00", "图片"),
    (b"MM\x00*", "图片"),
    (b"Rar!", "压缩包(RAR)"),
    (b"7z\xbc\xaf", "压缩包(7z)"),
    (b"\x1f\x8b", "压缩包(gzip)"),
    (b"{\\rtf", "RTF 文档"),
    (b"SQLite format 3", "SQLite 数据库"),
)


class Sort(StrEnum):
    """What a file of rolls can be."""

    XLSX = "xlsx"
    XLS = "xls"
    CSV = "csv"
    JSON = "json"


def sort_of(path: Path) -> Sort:
    """What the file holds.

    Raises:
        SheetError: it is not there, cannot be opened, is empty, protected or no file of rolls.
    """
    head, size = _read_head(path)
    if not size:
        raise SheetError(f"{path.name} 是空文件(0 字节),里面没有内容;请让对方重新发送,或在 Excel 里重新保存")
    if head.startswith(b"PK"):
        return _sort_of_zip(path)
    if head.startswith(_OLE):
        return _sort_of_ole(path)
    for mark, name in _FOREIGN:
        if head.startswith(mark):
            raise foreign(path, name)
    return _sort_of_text(path, head)


def foreign(path: Path, name: str) -> SheetError:
    """The error for a file that is something else than a file of rolls."""
    return SheetError(f"{path.name} 其实是{name},不是表格;{ALLOWED};请用 Excel 打开后另存为 .xlsx 再导入")


def broken(path: Path) -> SheetError:
    """The error for a workbook that is damaged."""
    return SheetError(f"{path.name} 已损坏或没有下载完整,读不出表格;请重新获取,或用 Excel 打开修复后另存为 .xlsx")


def protected(path: Path) -> SheetError:
    """The error for a workbook with a password."""
    return SheetError(
        f"{path.name} 设了打开密码,读不出内容;请用 Excel 打开,在“文件-信息-保护工作簿”里去掉密码,保存后再导入"
    )


def lock_beside(path: Path) -> bool:
    """Whether Excel has the file open: it keeps `~$name` beside it (WPS drops the first two signs)."""
    return any((path.parent / f"~${name}").exists() for name in (path.name, path.name[2:]) if name)


def _read_head(path: Path) -> tuple[bytes, int]:
    if path.name.startswith("~$"):
        raise SheetError(f"{path.name} 是 Excel 打开文件时的临时文件,不是表格;请选择名称相同、不带“~$”的那个文件")
    try:
        if path.is_dir():
            raise SheetError(f"{path} 是文件夹,不是文件;请指明里面的表格文件,例如 {path.name}/花名册.xlsx")
        with path.open("rb") as file:
            return file.read(_HEAD), path.stat().st_size
    except FileNotFoundError:
        raise SheetError(f"找不到文件 {path};请检查路径和文件名(含扩展名)是否写对{_neighbours(path)}") from None
    except PermissionError:
        if lock_beside(path):
            raise SheetError(f"{path.name} 正在被 Excel 打开,读不了;请在 Excel 里保存并关闭它,再导入") from None
        raise SheetError(
            f"没有权限读取 {path};如果它正在 Excel 里打开,请先关闭,否则请管理员授权或把文件复制到自己的文件夹"
        ) from None
    except SheetError:
        raise
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "路径无效"
        raise SheetError(f"打不开 {path}({reason});请检查路径,或把文件复制到本机再导入") from None


def _neighbours(path: Path) -> str:
    try:
        stem = path.stem.casefold()
        near = sorted(entry.name for entry in path.parent.iterdir() if entry.stem.casefold() == stem)
    except OSError:
        return ""
    return f";同一文件夹里有 {near[0]}" if near else ""


def _sort_of_zip(path: Path) -> Sort:
    try:
        with zipfile.ZipFile(path) as archive:
            names = set(archive.namelist())
            is_protected = any(entry.flag_bits & 1 for entry in archive.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, RuntimeError, EOFError, OverflowError):
        raise broken(path) from None
    if is_protected:
        raise protected(path)
    if "xl/workbook.xml" in names or any(name.lower() == "xl/workbook.xml" for name in names):
        return Sort.XLSX
    for part, name in (
        ("xl/workbook.bin", "二进制工作簿(.xlsb)"),
        ("word/document.xml", " Word 文档"),
        ("ppt/presentation.xml", "演示文稿(PPT)"),
        ("content.xml", " OpenDocument 文件(.ods)"),
    ):
        if part in names:
            raise foreign(path, name)
    if "[Content_Types].xml" in names:
        raise broken(path)
    raise foreign(path, "压缩包(zip)")


def _sort_of_ole(path: Path) -> Sort:
    from unionwork.exchange.oldbooks import stream_names

    names = {name.casefold() for name in stream_names(path)}
    if "encryptedpackage" in names or "encryptioninfo" in names:
        raise protected(path)
    if names & {"workbook", "book"}:
        return Sort.XLS
    if "worddocument" in names:
        raise foreign(path, " Word 文档")
    if "powerpoint document" in names:
        raise foreign(path, "演示文稿(PPT)")
    raise broken(path)


def _sort_of_text(path: Path, head: bytes) -> Sort:
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return Sort.CSV
    if any(sign in head for sign in b"\x00\x01\x02\x03\x04\x05\x06\x07\x08\x0e\x0f\x10\x11\x12\x13\x14\x15\x16"):
        raise foreign(path, "二进制文件")
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<head", b"<meta", b"mime-version:")):
        raise foreign(path, "网页(HTML),只是扩展名改成了表格")
    if start.startswith((b"<?xml", b"<workbook")):
        raise foreign(path, " XML 文件(多半是 2003 版 XML 表格或网页)")
    if start.startswith((b"[{", b"[ ", b"[\n", b"[\r", b"[]")):
        return Sort.JSON
    return Sort.CSV
