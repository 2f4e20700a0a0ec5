"""Row security on PostgreSQL: operators are database roles that see and write only what lies in their scope.

The owner of the tables stands above it, so one person with one account works as on SQLite. The roles are
named by the operators' keys; what they may do comes from the same permission table as in the library.
"""

from __future__ import annotations

from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files

from sqlalchemy import Connection, text

from unionwork.core.permissions import Role, permissions
from unionwork.declare.catalogue import Catalogue
from unionwork.declare.kinds import Kind
from unionwork.errors import UsageError
from unionwork.store.tables import Tables

PREFIX = "uw_"
# PostgreSQL cuts longer names off, and two operators would share a role.
_MOST_BYTES = 63
# Every role needs these to know what holds where, and who else acted.
_ALWAYS_READ = ("organisation", "placement", "figure", "target", "param_setting", "operator", "act")
_ACTS = {
    "organisation": ("org", "tree", "undo"), "placement": ("org", "tree", "undo"), "figure": ("org",),
    "operator": ("operator",), "param_setting": ("param",), "target": ("target",), "decision": ("decide", "merge"),
    "attachment": ("attach", "merge"),
}  # fmt: skip
_WRITING = ("add", "change", "void", "merge", "import", "undo")
_BY_SUBJECT = ("act", "attachment", "decision")
# What holds above the scope holds in it.
_FROM_ABOVE = ("organisation", "placement", "param_setting")
_MARK = "rowsecurity"


def role_of(key: str) -> str:
    """The database role of an operator.

    Raises:
        UsageError: the key is too long for one.
    """
    name = f"{PREFIX}{key}"
    if len(name.encode()) > _MOST_BYTES:
        raise UsageError(f"操作员代号「{key}」太长,不能作数据库账号;请缩到 {_MOST_BYTES - len(PREFIX)} 个字节以内")
    return name


def operator_of(login: str) -> str | None:
    """The operator whose role is logged in; None for any other role."""
    return login.removeprefix(PREFIX) if login.startswith(PREFIX) else None


def is_bound(connection: Connection) -> bool:
    """Whether row security holds for who is logged in: not for the owner of the tables, nor above."""
    return bool(connection.execute(text("SELECT row_security_active('placement')")).scalar())


def is_secured(connection: Connection, tables: Tables, catalogue: Catalogue) -> bool:
    """Whether row security is as this program would make it; always on SQLite, which has none."""
    if connection.dialect.name != "postgresql":
        return True
    held = connection.execute(text("SELECT value FROM _meta WHERE key = :key"), {"key": _MARK}).scalar()
    return held == _digest(connection, tables, catalogue)


def secure(connection: Connection, tables: Tables, catalogue: Catalogue) -> None:
    """Make or renew the functions, policies and grants; does nothing on SQLite."""
    if connection.dialect.name != "postgresql":
        return
    # Without parameters the driver sends a whole script at once, and takes no % for a place of one.
    cursor = connection.connection.cursor()
    cursor.execute(";\n".join(_statements(connection, tables, catalogue)))
    cursor.close()
    group = group_of(connection)
    if connection.execute(text("SELECT 1 FROM pg_roles WHERE rolname = :name"), {"name": group}).scalar():
        grant(connection, tables)
    connection.execute(
        text("INSERT INTO _meta (key, value) VALUES (:key, :value) ON CONFLICT (key) DO UPDATE SET value = :value"),
        {"key": _MARK, "value": _digest(connection, tables, catalogue)},
    )


def link_role(connection: Connection, tables: Tables, key: str) -> str | None:
    """Make the database role of an operator, or give an existing one its place; None where that is not possible.

    The role gets no password here: whoever keeps the server sets one, so none passes through this program.
    """
    if connection.dialect.name != "postgresql" or not _may_make_roles(connection):
        return None
    name, group = role_of(key), group_of(connection)
    _make_role(connection, group, "NOLOGIN")
    grant(connection, tables)
    _make_role(connection, name, "LOGIN")
    connection.exec_driver_sql(f"GRANT {_quoted(connection, group)} TO {_quoted(connection, name)}")
    return name


def unlink_role(connection: Connection, key: str) -> None:
    """Take away what the role of an operator could reach; the role itself stays, other workspaces may use it."""
    if connection.dialect.name != "postgresql" or not _may_make_roles(connection):
        return
    name, group = role_of(key), group_of(connection)
    known = text("SELECT count(*) FROM pg_roles WHERE rolname IN (:name, :group)")
    if connection.execute(known, {"name": name, "group": group}).scalar() == 2:
        connection.exec_driver_sql(f"REVOKE {_quoted(connection, group)} FROM {_quoted(connection, name)}")


def group_of(connection: Connection) -> str:
    """The role through which the operators of this workspace reach its tables; another for each database."""
    number = connection.execute(text("SELECT oid FROM pg_database WHERE datname = current_database()")).scalar()
    return f"unionwork_{number}"


def grant(connection: Connection, tables: Tables) -> None:
    """Let the group reach the tables; which rows, the policies say."""
    group, schema = _quoted(connection, group_of(connection)), _schema(connection)
    kinds = ", ".join(_quoted(connection, key) for key in tables.kinds)
    statements = [
        f"GRANT USAGE ON SCHEMA {schema} TO {group}",
        f"GRANT SELECT, INSERT, UPDATE ON {kinds} TO {group}",
        f"GRANT SELECT ON _meta, _path, _pack_parameter TO {group}",
        f"GRANT SELECT, INSERT, UPDATE ON _counter TO {group}",
        f"GRANT SELECT, INSERT ON _batch, _entry, _access TO {group}",
        # The signs of a name are the name: they are asked for through a function.
        f"GRANT SELECT (id), INSERT, DELETE ON _name TO {group}",
        f"GRANT USAGE ON SEQUENCE _ids TO {group}",
        f"GRANT SELECT, INSERT ON _file TO {group}",
    ]
    for statement in statements:
        connection.exec_driver_sql(statement)


def _statements(connection: Connection, tables: Tables, catalogue: Catalogue) -> Iterator[str]:
    yield _functions(connection, catalogue)
    for key in tables.kinds:
        yield from _protect(key, _policies(catalogue.kind(key)))
    whole, key = "(SELECT uw_whole())", "(SELECT uw_key())"
    overseer = f"((SELECT uw_role()) IN ({_listed(_roles('journal'))}) AND {whole})"
    yield from _protect(
        "_entry", {"SELECT": f"uw_reads(kind) AND ({whole} OR uw_sees(kind, record))", "INSERT": "uw_is_open(batch)"}
    )
    touched = "EXISTS (SELECT 1 FROM _entry e WHERE e.batch = _batch.id)"
    yield from _protect("_batch", {"SELECT": f"who = {key} OR {overseer} OR {touched}", "INSERT": f"who = {key}"})
    colleague = "EXISTS (SELECT 1 FROM operator o WHERE o.key = who)"
    beside = f"(SELECT uw_role()) IN ({_listed(_roles('access'))}) AND {colleague}"
    yield from _protect("_access", {"SELECT": f"who = {key} OR {overseer} OR ({beside})", "INSERT": f"who = {key}"})
    mine = _named(catalogue, "_name.id")
    yield from _protect("_name", {"SELECT": mine, "DELETE": mine, "INSERT": "uw_key() IS NOT NULL"})
    own = "EXISTS (SELECT 1 FROM attachment a WHERE a.sha256 = _file.sha256)"
    yield from _protect("_file", {"SELECT": own, "INSERT": f"(SELECT uw_role()) IN ({_listed(_roles('attach'))})"})


def _functions(connection: Connection, catalogue: Catalogue) -> str:
    cases = []
    for role in permissions().roles.values():
        allowed = [key for key, kind in sorted(catalogue.kinds.items()) if _reads(role, kind)]
        cases.append(f"WHEN '{role.key}' THEN kind IN ({_listed(allowed)})")
    script = (files("unionwork.store") / "rowsecurity.sql").read_text(encoding="utf8")
    named = _named(catalogue, "n.id", "IN (SELECT uw_orgs())")
    filled = {"schema": _schema(connection), "readable": " ".join(cases), "named": named}
    for name, words in filled.items():
        script = script.replace(f"{{{name}}}", words)
    return script


def _named(catalogue: Catalogue, record: str, inside: str = "") -> str:
    """The condition that an id is that of a record with a name, which lies inside where that is asked."""
    tests = []
    for _, kind in sorted(catalogue.kinds.items()):
        if kind.named_by is not None:
            beside = f" AND r.{_owner(kind)} {inside}" if inside else ""
            tests.append(f'EXISTS (SELECT 1 FROM "{kind.key}" r WHERE r.id = {record}{beside})')  # noqa: S608 (keys)
    return " OR ".join(tests) or "false"


def _policies(kind: Kind) -> dict[str, str]:
    """Command to the condition under which a row of a kind may be read or written."""
    role, owner, orgs = "(SELECT uw_role())", _owner(kind), "(SELECT uw_orgs())"
    readers = [entry.key for entry in permissions().roles.values() if _reads(entry, kind)]
    writers = [entry.key for entry in permissions().roles.values() if _writes(entry, kind)]
    inside = f"{owner} IN {orgs}"
    if kind.key in _BY_SUBJECT:
        inside = f"({inside} OR uw_sees(kind, subject))"
    seen, added, kept = inside, inside, inside
    if kind.key in _FROM_ABOVE:
        seen = f"({inside} OR {owner} IN (SELECT uw_above()))"
    if kind.key == "operator":
        seen = f"({inside} OR key = (SELECT uw_key()))"
    if kind.key == "organisation":
        # A new one has no place in the tree yet; it is founded below one of the scope.
        added = f"org IN {orgs}"
    if kind.key == "placement":
        added = f"parent IN {orgs} AND ({inside} OR uw_may_place(organisation))"
        kept = f"{inside} AND (parent IS NULL OR parent IN {orgs} OR organisation = (SELECT uw_scope()))"
    may_write = f"{role} IN ({_listed(writers)})"
    return {
        "SELECT": f"{role} IN ({_listed(readers)}) AND {seen}",
        "INSERT": f"{may_write} AND {added}",
        "UPDATE": f"{may_write} AND {kept}",
    }


def _protect(table: str, policies: dict[str, str]) -> Iterator[str]:
    """Row security for a table: what no policy allows is not there."""
    lines = [f'ALTER TABLE "{table}" ENABLE ROW LEVEL SECURITY']
    for command, condition in policies.items():
        name = f"uw_{command.lower()}"
        lines.append(f'DROP POLICY IF EXISTS {name} ON "{table}"')
        test = {
            "INSERT": f"WITH CHECK ({condition})",
            "UPDATE": f"USING ({condition}) WITH CHECK ({condition})",
        }.get(command, f"USING ({condition})")
        lines.append(f'CREATE POLICY {name} ON "{table}" FOR {command} {test}')
    yield ";\n".join(lines)


def _owner(kind: Kind) -> str:
    """The column that says where a row lies."""
    return {"organisation": "id", "placement": "organisation"}.get(kind.key, "org")


def _reads(role: Role, kind: Kind) -> bool:
    return kind.key in _ALWAYS_READ or role.may("read", kind)


def _writes(role: Role, kind: Kind) -> bool:
    takes_steps = any(role.may_take(step, kind) for step in role.steps)
    if kind.key in _ACTS:
        return any(role.may(act) or role.may(act, kind) for act in _ACTS[kind.key])
    if kind.key == "act":
        return bool(role.steps)
    return takes_steps or any(role.may(act, kind) for act in _WRITING)


def _roles(act: str) -> list[str]:
    return [key for key, role in permissions().roles.items() if role.acts.get(act)]


def _listed(words: list[str]) -> str:
    return ", ".join(f"'{word}'" for word in words) or "NULL"


def _digest(connection: Connection, tables: Tables, catalogue: Catalogue) -> str:
    return sha256("\n".join(_statements(connection, tables, catalogue)).encode()).hexdigest()


def _schema(connection: Connection) -> str:
    name = connection.execute(text("SELECT current_schema()")).scalar_one()
    return _quoted(connection, name)


def _quoted(connection: Connection, name: str) -> str:
    return connection.dialect.identifier_preparer.quote_identifier(name)


def _may_make_roles(connection: Connection) -> bool:
    query = "SELECT rolcreaterole OR rolsuper FROM pg_roles WHERE rolname = current_user"
    return bool(connection.execute(text(query)).scalar())


def _make_role(connection: Connection, name: str, may_log_in: str) -> None:
    """Make a role that is not there; another workspace of the server may make the same at this moment."""
    quoted = _quoted(connection, name)
    connection.exec_driver_sql(
        f"DO $$ BEGIN CREATE ROLE {quoted} {may_log_in}; "
        "EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; END $$"
    )
