"""The writers of a paper by format.

Stable: `write_paper`, `FORMATS`.
"""

from __future__ import annotations

from typing import Final

from unionwork.documents.paper import Paper
from unionwork.errors import UsageError

FORMATS: Final = ("docx", "html", "md", "json", "xlsx")


def write_paper(paper: Paper, form: str) -> bytes:
    """A paper in a format; the same paper gives the same bytes.

    Raises:
        UsageError: another format, or a paper without a table as .xlsx.
    """
    if form == "docx":
        from unionwork.documents.docx import write_docx

        return write_docx(paper)
    if form == "html":
        from unionwork.documents.html import write_html

        return write_html(paper)
    if form == "md":
        from unionwork.documents.markdown import write_markdown

        return write_markdown(paper)
    if form == "json":
        from unionwork.documents.plain import write_json

        return write_json(paper)
    if form == "xlsx":
        from unionwork.documents.book import write_book

        return write_book(paper)
    raise UsageError(f"报告不能写成「{form}」;可用的格式:{'、'.join(FORMATS)}")
