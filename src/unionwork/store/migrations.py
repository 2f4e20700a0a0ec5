"""Brings a workspace of an older format up to this program's, one step at a time.

Only the store's own tables are touched here; the tables of kinds grow by addition when a
workspace is opened. alembic is imported only when there is a step to take.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from sqlalchemy import BigInteger, Column, Connection, Text, text

from unionwork.errors import StoreError


def _to_2(operations: Any) -> None:
    """Format 2 keeps through which surface a batch came, and logs reads of private data.

    What came before has no surface: the hash of such a batch never took one in.
    """
    operations.add_column("_batch", Column("surface", Text, nullable=False, server_default=""))
    operations.create_table(
        "_access",
        Column("id", BigInteger, primary_key=True, autoincrement=False),
        Column("at", Text, nullable=False),
        Column("who", Text, nullable=False),
        Column("surface", Text, nullable=False),
        Column("what", Text, nullable=False),
        Column("records", BigInteger, nullable=False),
    )


def _to_3(operations: Any) -> None:
    """Format 3 finds names by their initials too: the index of names is made anew from the records."""
    operations.execute("DROP TABLE IF EXISTS _name")


STEPS: dict[int, Callable[[Any], None]] = {2: _to_2, 3: _to_3}


def migrate(connection: Connection, held: int, wanted: int) -> None:
    """Take every step from the format held to the one wanted, inside the open transaction.

    Raises:
        StoreError: there is no step from here.
    """
    from alembic.migration import MigrationContext
    from alembic.operations import Operations

    operations = Operations(MigrationContext.configure(connection))
    for step in range(held + 1, wanted + 1):
        if step not in STEPS:
            raise StoreError(f"不知道怎样把工作区从格式 {step - 1} 升到 {step};请用写它的版本导出后再导入")
        STEPS[step](operations)
        connection.execute(text("UPDATE _meta SET value = :value WHERE key = 'format'"), {"value": str(step)})
