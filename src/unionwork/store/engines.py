"""Opens a workspace's database: one SQLite file, or a PostgreSQL address for several users."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, NoSuchModuleError

from unionwork.errors import StoppedError, StoreError, UsageError
from unionwork.sqlite_files import is_sqlite
from unionwork.store.stopping import make_stoppable, stop_of

_BUSY_SECONDS = 5
_NETWORK = {"nfs", "nfs4", "cifs", "smb", "smb2", "smb3", "smbfs", "afs", "ncpfs", "fuse.sshfs", "9p", "afpfs"}


def is_address(place: str) -> bool:
    """Whether a workspace is named by a database address rather than by a file."""
    return "://" in place


def open_engine(place: str, *, must_exist: bool = True) -> Engine:
    """The engine of a workspace.

    Raises:
        StoreError: no such workspace, a network share, an address of another database, no driver.
    """
    engine = _open_server(place) if is_address(place) else _open_file(Path(place), must_exist=must_exist)
    make_stoppable(engine)
    return engine


def _open_file(path: Path, *, must_exist: bool) -> Engine:
    if path.is_dir():
        raise StoreError(f"工作区「{path}」是一个文件夹;请写出其中的工作区文件,如 {path / 'w.db'}")
    if must_exist and not path.exists():
        raise StoreError(f"没有工作区「{path}」;请检查路径,或先用 unionwork init {path} --region 地区 新建")
    if not path.parent.is_dir():
        raise StoreError(f"文件夹「{path.parent}」不存在;请先建好文件夹,或换一个位置")
    if must_exist and path.stat().st_size and not is_sqlite(path):
        raise StoreError(f"「{path}」不是 unionwork 工作区(不是 SQLite 文件);请检查 -w 后面的路径")
    if on_network(path):
        raise StoreError(f"「{path}」在网络共享盘上,多人同时写会损坏数据;请放到本机硬盘,多人使用请改用 PostgreSQL 地址")
    engine = create_engine(f"sqlite:///{path}", connect_args={"timeout": _BUSY_SECONDS})

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        # The driver must not begin transactions by itself: a write begins with BEGIN IMMEDIATE below.
        connection.isolation_level = None
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "temp_store=MEMORY", "cache_size=-65536"):
            connection.execute(f"PRAGMA {pragma}").close()

    return engine


def _open_server(address: str) -> Engine:
    try:
        url = make_url(address)
        if url.get_backend_name() not in ("postgresql", "postgres"):
            raise StoreError(f"不支持的数据库「{url.get_backend_name()}」;可用 SQLite 文件或 postgresql:// 地址")
        url = url.set(drivername="postgresql+psycopg")
        # Positional parameters, so that the bulk path can hand over plain tuples.
        return create_engine(url, paramstyle="format", pool_pre_ping=False)
    except (ArgumentError, NoSuchModuleError):
        raise StoreError("数据库地址写法不对;应为 postgresql://用户:密码@主机/库名") from None
    except ImportError:
        raise StoreError("没有安装 PostgreSQL 驱动;请运行 pip install unionwork[postgres]") from None


def on_network(path: Path) -> bool:
    """Whether a path lies on a network share, where SQLite's locks do not hold."""
    text = str(path.absolute())
    if text.startswith(("\\\\", "//")):
        return True
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.GetDriveTypeW(f"{Path(text).drive}\\") == 4)
    try:
        mounts = Path("/proc/self/mounts").read_text(encoding="utf8", errors="replace")
    except OSError:
        return False
    best, sort = "", ""
    real = os.path.realpath(text)
    for line in mounts.splitlines():
        parts = line.split()
        place = parts[1].replace("\\040", " ")
        if (real == place or real.startswith(place.rstrip("/") + "/")) and len(place) >= len(best):
            best, sort = place, parts[2]
    return sort in _NETWORK


@contextmanager
def reading(engine: Engine) -> Iterator[Connection]:
    """A connection that sees one state of the workspace throughout.

    Raises:
        StoppedError: somebody asked to stop meanwhile.
    """
    try:
        with translated(engine), engine.connect() as connection:
            if engine.dialect.name == "sqlite":
                connection.exec_driver_sql("BEGIN")
            else:
                connection.execution_options(isolation_level="REPEATABLE READ")
            yield connection
            connection.rollback()
    except StoppedError as error:
        # A change that was stored before may be what is read here, so nothing is said about changes.
        raise StoppedError("已停止,读取没有完成") from error


@contextmanager
def writing(engine: Engine) -> Iterator[Connection]:
    """A connection whose changes are all stored at the end, or none.

    Raises:
        StoppedError: somebody asked to stop meanwhile; nothing was stored.
    """
    with translated(engine), engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            # The SQLAlchemy transaction exists so that commit and rollback reach the driver.
        try:
            yield connection
            stop_of(engine).check()
        except BaseException:
            connection.rollback()
            raise
        connection.commit()


@contextmanager
def translated(engine: Engine) -> Iterator[None]:
    """Database errors as one line for a person; the values of the statement are never shown."""
    try:
        yield
    except DBAPIError as error:
        if stop_of(engine).is_set:
            raise StoppedError() from error
        raise StoreError(_explain(engine, error)) from error
    except UnicodeEncodeError as error:
        # Half of a pair, as a terminal hands over bytes that are no text in its encoding.
        raise UsageError("文字里有不成字的编码,存不进也查不了;请把这段文字重新输入一遍") from error


def _explain(engine: Engine, error: DBAPIError) -> str:
    text = str(error.orig)
    place = engine.url.database or ""
    if "locked" in text or "busy" in text:
        return f"工作区「{place}」正被另一个程序写入,等了 {_BUSY_SECONDS} 秒;请稍后再试"
    if "not a database" in text or "malformed" in text:
        return f"工作区「{place}」已损坏;请用最近的备份恢复(unionwork restore)"
    if "readonly" in text or "read-only" in text:
        return f"工作区「{place}」是只读的;请检查文件权限"
    if "disk" in text and "full" in text:
        return f"磁盘已满,「{place}」没有写入;请腾出空间后再试"
    if "unable to open" in text:
        return f"打不开工作区「{place}」;请检查路径和权限"
    if "InsufficientPrivilege" in type(error.orig).__name__:
        return "数据库的行级权限拒绝了这次操作:超出您的范围或角色,没有任何改动被保存;请管理员调整操作员的组织或角色"
    if "no such table" in text or "UndefinedTable" in type(error.orig).__name__:
        return f"「{place}」不是 unionwork 工作区,或没有初始化;请先 unionwork init"
    if "connection" in text.lower() or "password" in text.lower() or "refused" in text:
        return f"连不上数据库「{place}」;请检查地址、用户名、密码和网络"
    # The driver's text may quote a row, so only its class is shown.
    return f"数据库拒绝了这次操作({type(error.orig).__name__}),没有任何改动被保存;请运行 journal verify 检查"
