"""Workspace: the one object that a front end or a script holds."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from pathlib import Path
from types import TracebackType

from sqlalchemy import Engine

from unionwork.core.permissions import RIGHTS
from unionwork.errors import StoreError, UsageError
from unionwork.regions.plugins import Loaded, load
from unionwork.store.engines import is_address, open_engine, reading
from unionwork.store.files import DATABASE, FOLDER, MARK, PLACES
from unionwork.store.schema import create, is_settled, settle
from unionwork.store.tables import Tables
from unionwork.values import day_number
from unionwork.work.office import Answer, Office
from unionwork.work.session import Session, Worker, worker_of


class Workspace(Office):
    """The registers, figures and journal of one union body and all below it.

    Open one with `Workspace.open`, make one with `Workspace.create`; use it as a context manager.
    Every method that changes something does so in one transaction, with a journal entry in the
    operator's name; with `dry_run=True` it answers the same and stores nothing.

    Attributes:
        session: what the use cases are handed; its `on` is the business day.
        notices: one line for each plugin that is switched off, with the reason.
        rewound: for a workspace of `as_of` the point of the journal (`head`, `position`, `at`, `business_on`) and
            what could not be brought back (`erased`, `packs`); None for any other.
    """

    def __init__(self, session: Session, loaded: Loaded) -> None:
        self.session, self.loaded = session, loaded
        self.rewound: Answer | None = None
        self.notices = [f"插件 {entry.name} 已停用:{entry.reason}" for entry in loaded.refusals]

    @classmethod
    def create(
        cls, place: str | Path, *, region: str = "cn", name: str | None = None, on: date | None = None,
        attachments: str = DATABASE, dry_run: bool = False,
    ) -> Workspace:  # fmt: skip
        """Make a workspace: its root organisation, bound to a region, and a first operator with all rights.

        Args:
            place: a new SQLite file, or a postgresql:// address of an empty database.
            region: key of an installed region, or the folder of a pack.
            name: of the root organisation; the region's name where none is given.
            on: the business day; today where none is given.
            attachments: where attached files are kept: in the database, or in a folder beside a SQLite file.
            dry_run: only try it, in memory.

        Raises:
            StoreError: there is one already, or the place cannot be written.
            UnknownNameError: no such region.
        """
        if attachments not in PLACES or (attachments == FOLDER and is_address(str(place))):
            raise UsageError(
                f"附件不能放在「{attachments}」;可用 database(库内)或 folder(工作区旁的文件夹,只限 SQLite 文件)"
            )
        folder = Path(region)
        loaded, given = load((), regions_folder=_beside(place)), False
        # A key that is known comes before a folder that happens to have its name.
        if region not in loaded.catalogue.regions and (folder.is_dir() or "/" in region or "\\" in region):
            loaded, given = load((folder,), regions_folder=_beside(place)), True
        key = _key_of(loaded, folder) if given else loaded.catalogue.region(region).key
        engine = open_engine(":memory:" if dry_run else str(place), must_exist=False)
        made = not is_address(str(place)) and not Path(str(place)).exists()
        try:
            tables = Tables(loaded.catalogue, postgres=engine.dialect.name == "postgresql")
            create(engine, tables, loaded.catalogue)
            worker = Worker(key="admin", role="administrator", rights=frozenset(RIGHTS))
            session = _session(engine, loaded, tables, worker, on, "cli", "zh")
            _begin(session, name or loaded.catalogue.region(key).name, key)
            if given and not dry_run:
                _remember(session, "folders", str(folder.resolve()))
            _remember(session, MARK, attachments)
        except BaseException:
            engine.dispose()
            if made and not dry_run:
                Path(str(place)).unlink(missing_ok=True)
            raise
        return cls(session, loaded)

    @classmethod
    def open(
        cls, place: str | Path, *, operator: str | None = None, on: date | None = None, surface: str = "library",
        lang: str = "zh",
    ) -> Workspace:  # fmt: skip
        """Open a workspace, bringing its tables up to what is declared now.

        Args:
            place: its SQLite file or postgresql:// address.
            operator: key of the operator at work; the first one where none is named. On SQLite this is
                a statement, not a login.
            on: the business day; today where none is given.
            surface: what the journal says the acts came through.
            lang: zh or en, for labels.

        Raises:
            StoreError: there is no workspace, or it cannot be used.
        """
        engine = open_engine(str(place))
        try:
            folders = _remembered_folders(engine)
            loaded = load(folders, regions_folder=_beside(place))
            tables = Tables(loaded.catalogue, postgres=engine.dialect.name == "postgresql")
            with reading(engine) as connection:
                settled = is_settled(connection, tables, loaded.catalogue)
            if not settled:
                settle(engine, tables, loaded.catalogue)
            with reading(engine) as connection:
                worker = worker_of(connection, tables, operator)
        except BaseException:
            engine.dispose()
            raise
        return cls(_session(engine, loaded, tables, worker, on, surface, lang), loaded)

    @classmethod
    def declared(cls, place: str | Path) -> Loaded:
        """What is declared for a workspace, by its own packs too; its registers are neither read nor settled.

        Raises:
            StoreError: there is no workspace, or a folder of one of its packs is gone.
        """
        engine = open_engine(str(place))
        try:
            folders = _remembered_folders(engine)
        finally:
            engine.dispose()
        return load(folders, regions_folder=_beside(place))

    @contextmanager
    def as_of(self, to: str | date, *, on: date | None = None) -> Iterator[Workspace]:
        """The workspace as it was known at a point of its journal, for reading only; see `work.rewinding.rewind`.

        Registers, organisations and their tree, decisions, parameters that were set, targets and operators
        are those of then; packs and program are those of now. The first of its `notices` says which point it
        is, the others what could not be brought back; `rewound` holds the same as facts.

        Args:
            to: a day, or a journal head (hex, at least 8 signs) as reports and backups print it.
            on: the business day; without it the given day, or for a head this workspace's own.

        Raises:
            UsageError: nothing was recorded by then, or it is neither day nor head.
            StoreError: the journal does not hold together up to there.
        """
        from unionwork.work.rewinding import notices, rewind

        with rewind(self.session, to, on=on) as session:
            made = Workspace(session, self.loaded)
            made.notices = notices(session.facts)
            made.rewound = dict(session.facts)
            yield made

    def close(self) -> None:
        """Let go of the database."""
        self.session.engine.dispose()

    def __enter__(self) -> Workspace:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def restore(backup: str | Path, place: str | Path) -> Answer:
    """Put a backup in a new place: a SQLite file, or the address of an empty PostgreSQL database."""
    from unionwork.work.keeping import restore_file

    if not is_address(str(place)):
        return restore_file(Path(backup), Path(place))
    from unionwork.store.copying import copy_into

    with Workspace.open(backup) as held:
        target = open_engine(str(place))
        try:
            copy_into(held.session.engine, held.session.tables, target, held.session.catalogue)
        finally:
            target.dispose()
    return {"file": str(place), "from": str(backup), "bytes": Path(backup).stat().st_size}


def _key_of(loaded: Loaded, folder: Path) -> str:
    """The key of the region whose pack lies in a folder, or one level below."""
    wanted = folder.resolve()
    places = {region.key: Path(region.folder).resolve() for region in loaded.catalogue.regions.values()}
    return next(key for key, place in places.items() if wanted == place or wanted in place.parents)


def _now() -> datetime:
    """The real time in the office's own zone. The only place that asks the clock; everything below is told."""
    return datetime.now().astimezone()


def _session(
    engine: Engine, loaded: Loaded, tables: Tables, worker: Worker, on: date | None, surface: str, lang: str
) -> Session:
    return Session(
        engine=engine, catalogue=loaded.catalogue, tables=tables, worker=worker, on=on or _now().date(),
        now=_now, surface=surface, lang=lang, hooks=loaded.hooks,
    )  # fmt: skip


def _begin(session: Session, name: str, region: str) -> None:
    """The first records: the root, its place in the tree, the first operator, the region's targets."""
    from unionwork.work.organising import Organisations, found

    with session.writing("init") as change:
        organisations = Organisations.read(change.connection, session.tables, session.day)
        root = found(change, session, organisations, name, None, region=region)
        change.add(
            session.kind("operator"),
            [
                {
                    "org": root,
                    "key": session.worker.key,
                    "name": None,
                    "role": "administrator",
                    "rights": ",".join(RIGHTS),
                }
            ],
        )
        kind = session.kind("target")
        rows = [
            {
                "org": root, "indicator": target.indicator, "value": kind.field("value").to_store(target.value),
                "from_on": day_number(target.from_on), "source": target.source,
                "to_on": day_number(target.to_on) if target.to_on else None,
            }
            for held in session.catalogue.lineage(region)
            for target in getattr(held, "targets", ())
        ]  # fmt: skip
        change.add(kind, rows)


def _beside(place: str | Path) -> Path | None:
    return None if is_address(str(place)) else Path(place).parent / "regions"


def _remember(session: Session, key: str, value: str) -> None:
    """Set a mark of the workspace: where its attachments go, and where a pack lies that was named by its path."""
    from unionwork.store.engines import writing
    from unionwork.store.schema import put

    with writing(session.engine) as connection:
        put(connection, session.tables, key, value)


def _remembered_folders(engine: Engine) -> list[Path]:
    from sqlalchemy import inspect, text

    with reading(engine) as connection:
        if not inspect(connection).has_table("_meta"):
            raise StoreError(f"「{engine.url.database}」不是 unionwork 工作区,或没有初始化;请先 unionwork init")
        found = connection.execute(text("SELECT value FROM _meta WHERE key = 'folders'")).scalar()
    folders = [Path(part) for part in (found or "").split("\n") if part]
    for folder in folders:
        if not folder.is_dir():
            raise StoreError(
                f"工作区所用的地区包文件夹「{folder}」不在了;请放回原处,或把它放进工作区旁的 regions 文件夹"
            )
    return folders
