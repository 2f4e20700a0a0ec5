"""Formats that tablib gains here: spreadsheets read by calamine, and .xlsx in which text stays text."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, BinaryIO

if TYPE_CHECKING:
    from tablib import Databook, Dataset


class CalamineFormat:
    """Reads the first sheet of .xlsx or .xls into a Dataset, or all sheets into a Databook: format "calamine"."""

    title = "calamine"
    extensions = ("xlsx", "xls")

    @classmethod
    def import_set(cls, dataset: Dataset, stream: BinaryIO, headers: bool = True) -> None:
        """Fills the dataset; its first row gives the headers."""
        from python_calamine import load_workbook

        _fill(dataset, load_workbook(stream).get_sheet_by_index(0), headers)

    @classmethod
    def import_book(cls, databook: Databook, stream: BinaryIO, headers: bool = True) -> None:
        """Fills the databook, one dataset a sheet."""
        from python_calamine import load_workbook
        from tablib import Dataset

        databook.wipe()
        book = load_workbook(stream)
        for place in range(len(book.sheet_names)):
            dataset = Dataset()
            _fill(dataset, book.get_sheet_by_index(place), headers)
            databook.add_sheet(dataset)


class TextSafeXlsxFormat:
    """Writes an .xlsx as `writing.write_xlsx` does: format "text_safe_xlsx"."""

    title = "text_safe_xlsx"
    extensions = ("xlsx",)

    @classmethod
    def export_set(cls, dataset: Dataset) -> bytes:
        """The bytes of the workbook."""
        from unionwork.exchange.writing import write_xlsx

        stream = BytesIO()
        write_xlsx(
            stream, dataset.headers or [], (dataset[place] for place in range(len(dataset))), title=dataset.title
        )
        return stream.getvalue()


def register_formats() -> None:
    """Makes both formats known to tablib, so that `Dataset().load(file, format="calamine")` works."""
    from tablib.formats import registry

    for made in (CalamineFormat, TextSafeXlsxFormat):
        registry.register(made.title, made())


def _fill(dataset: Dataset, sheet: Any, headers: bool) -> None:
    dataset.wipe()
    dataset.title = sheet.name
    for place, cells in enumerate(sheet.iter_rows()):
        if place == 0 and headers:
            dataset.headers = cells
        else:
            dataset.append(cells)
