"""Archives: an .xlsx saved so that the same data give the same bytes."""

from __future__ import annotations

import os
import secrets
import shutil
import stat
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import datetime
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any, BinaryIO, Final

from unionwork.errors import SheetError
from unionwork.sqlite_files import BESIDE, is_sqlite

if TYPE_CHECKING:
    from openpyxl import Workbook

# The first day that a zip archive can name; no file says when it was made, the journal does.
_MOMENT: Final = (1980, 1, 1, 0, 0, 0)


def save_workbook(book: Workbook, stream: BinaryIO) -> None:
    """Writes a workbook to a stream; no time of day, machine or user is in it."""
    from openpyxl.writer.excel import ExcelWriter

    book.properties.creator = "unionwork"
    book.properties.created = book.properties.modified = datetime(*_MOMENT)  # noqa: DTZ001 (the format has no zone)
    with _SteadyZip(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        ExcelWriter(book, archive).save()


@contextmanager
def new_sheet(title: str) -> Iterator[tuple[Workbook, Any]]:
    """A workbook with one sheet that rows are appended to in flat memory; a failure inside leaves no trace."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    sheet: Any = book.create_sheet(title)
    try:
        yield book, sheet
    except BaseException:
        # The half-written sheet lies in a file of its own until the workbook is saved.
        with suppress(Exception):
            sheet.close()
        with suppress(Exception):
            sheet._writer.cleanup()
        raise


@contextmanager
def target_stream(target: Path | str | BinaryIO) -> Iterator[BinaryIO]:
    """A stream to write a file to; a path gets its content only when all of it is written.

    Raises:
        SheetError: the file cannot be written there, or what is there is not to be replaced (`refuse_target`).
    """
    if not isinstance(target, str | Path):
        yield target
        return
    path = Path(target)
    # A name of its own: two that write the same file must not write into one another's part.
    part = path.with_name(f".{secrets.token_hex(8)}.part")
    try:
        refuse_target(path)
        try:
            with part.open("xb") as stream:
                yield stream
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
    except PermissionError:
        raise SheetError(f"写不了 {path}:它正在 Excel 里打开,或没有写入权限;请关闭它或换一个位置") from None
    except FileNotFoundError:
        raise SheetError(f"写不了 {path}:没有这个文件夹 {path.parent};请先建立它或换一个位置") from None
    except OSError as error:
        raise SheetError(f"写不了 {path}({error.strerror or error});请检查磁盘空间和路径") from None


def refuse_target(path: Path) -> None:
    """Let nothing be written over a workspace or a file beside it, a folder, a device.

    Raises:
        SheetError: one of these is there.
        OSError: what is there cannot be looked at.
    """
    if path.is_dir():
        raise SheetError(f"{path} 是文件夹,不能写成文件;请给出文件名,如 {path.name}/导出.xlsx")
    if not path.exists():
        return
    if not stat.S_ISREG(path.stat().st_mode):
        raise SheetError(f"{path} 不是普通文件(是设备或管道),不能写成文件;请换一个文件名,要写到标准输出请用 -o -")
    owner = next((path.with_name(path.name.removesuffix(tail)) for tail in BESIDE if path.name.endswith(tail)), path)
    if _is_database(path) or _is_database(owner):
        raise SheetError(f"{path} 是台账(数据库)的文件,不会覆盖它;请换一个文件名")


def _is_database(path: Path) -> bool:
    return path.is_file() and is_sqlite(path)


class _SteadyZip(zipfile.ZipFile):
    """A zip archive whose entries all carry the same moment."""

    def writestr(
        self,
        zinfo_or_arcname: str | zipfile.ZipInfo,
        data: Any,
        compress_type: int | None = zipfile.ZIP_DEFLATED,
        compresslevel: int | None = None,
    ) -> None:
        name = zinfo_or_arcname if isinstance(zinfo_or_arcname, str) else zinfo_or_arcname.filename
        super().writestr(_entry(name), data, compress_type, compresslevel)

    def write(
        self,
        filename: str | os.PathLike[str],
        arcname: str | os.PathLike[str] | None = None,
        compress_type: int | None = None,  # noqa: ARG002 (zipfile's own signature)
        compresslevel: int | None = None,  # noqa: ARG002
    ) -> None:
        entry = _entry(str(arcname if arcname is not None else filename))
        source: IO[bytes]
        with Path(filename).open("rb") as source, self.open(entry, "w", force_zip64=True) as place:
            shutil.copyfileobj(source, place, 1 << 20)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, _MOMENT)
    entry.compress_type = zipfile.ZIP_DEFLATED
    entry.create_system = 3
    entry.external_attr = 0o644 << 16
    return entry
