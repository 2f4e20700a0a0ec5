"""Packs: a folder of TOML files, read strictly into a region."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path as File
from typing import Any

import attrs

from unionwork.declare.catalogue import Catalogue, Declared, FieldAddition
from unionwork.declare.fields import Shape
from unionwork.declare.grammar import looks_like_key
from unionwork.declare.kinds import Kind
from unionwork.declare.parameters import DatedValue
from unionwork.declare.procedures import Procedure
from unionwork.declare.skipping import skip_check
from unionwork.declare.tiers import Tier, core_of, misfit, place_tiers, put_tiers
from unionwork.errors import DeclarationError, UnionworkError, suggest
from unionwork.regions.dated_values import check_values
from unionwork.regions.nouns import (
    FIRST,
    FORMAT,
    NOUNS,
    PARAMETERS,
    Head,
    NewParameter,
    Pack,
    PackField,
    PackValue,
    Target,
    WrittenCase,
)
from unionwork.regions.reading import TableReader, table_keys
from unionwork.regions.references import check_names, complaint_at
from unionwork.regions.sources import PACK, Source, digest_of, pack_folder, read_source, read_sources
from unionwork.regions.toml_lines import Path

_PACK_KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")
_FIELD_KEY = re.compile(r"[a-z][a-z0-9_]*")


@attrs.frozen(eq=False)
class Found:
    """One entry of a pack, with the place it was read from."""

    noun: str
    made: Any
    reader: TableReader
    path: Path

    def refuse(self, reason: str, *inner: str | int) -> DeclarationError:
        """The error about this entry, or about something in it."""
        return self.reader.source.refuse(reason, (*self.path, *inner))


def read_head(folder: File) -> Head:
    """What a pack is called and what it stands on; nothing else of it is looked at.

    Raises:
        DeclarationError: pack.toml is missing, is no TOML, or its head does not hold.
    """
    return _head(read_source(pack_folder(folder) / PACK))


def read_pack(folder: File, catalogue: Catalogue) -> Pack:
    """The region that a folder of TOML files describes.

    Args:
        folder: holds pack.toml, or is an installable pack that does.
        catalogue: what is declared so far; it must hold the region that this one extends.

    Raises:
        DeclarationError: anything that does not hold, with file, line and the nearest valid word.
    """
    home = pack_folder(folder)
    sources = read_sources(home)
    head = _head(sources[0])
    if head.extends and head.extends not in catalogue.regions:
        reason = f"没有地区「{head.extends}」;{suggest(head.extends, catalogue.regions)}"
        raise sources[0].refuse(reason, ("extends",))
    for source in sources:
        _check_top(source, is_pack=source is sources[0])

    found = list(_read_all(sources, head, catalogue.kinds, FIRST))
    kinds = _with_fields(catalogue, found)
    found += _read_all(sources, head, kinds, [noun for noun in NOUNS if noun not in FIRST])
    _check_keys(found, catalogue)

    values = list(_read_values(sources, head))
    brought = list(_words_of_tiers(found, catalogue, kinds, head.extends))
    region = _region(head, found, values, brought, folder=str(home), digest=digest_of(home))
    trial = _trial(catalogue, region, sources[0])
    check_values(values, trial)
    for entry in found:
        _check_entry(entry, trial, region)
    return region


def _head(source: Source) -> Head:
    table = {key: value for key, value in source.data.items() if key not in NOUNS and key != PARAMETERS}
    unknown = [key for key in table if key not in table_keys(Head)]
    if unknown:
        raise source.refuse(f"没有键「{unknown[0]}」;{suggest(unknown[0], _top_keys())}", (unknown[0],))
    head = TableReader(source, {}, "").read(Head, table, ())
    if head.format != FORMAT:
        raise source.refuse(f"format 只能是 {FORMAT},现在是 {head.format};请更新 unionwork 或改写文件", ("format",))
    if not _PACK_KEY.fullmatch(head.key):
        raise source.refuse(f"键「{head.key}」只能用小写字母、数字,中间以 - 连接,如 my-county", ("key",))
    if head.extends == head.key:
        raise source.refuse("extends 不能写自己", ("extends",))
    return head


def _top_keys() -> list[str]:
    return [*table_keys(Head), PARAMETERS, *NOUNS]


def _check_top(source: Source, *, is_pack: bool) -> None:
    for key, value in source.data.items():
        if not is_pack and key in table_keys(Head):
            raise source.refuse(f"「{key}」只写在 {PACK} 里", (key,))
        if key not in _top_keys():
            raise source.refuse(f"没有键「{key}」;{suggest(key, _top_keys())}", (key,))
        if key in NOUNS and not isinstance(value, list):
            raise source.refuse(f"「{key}」是并列的多条,每条写成 [[{key}]]", (key,))


def _read_all(
    sources: Iterable[Source], head: Head, kinds: Mapping[str, Kind], nouns: Iterable[str]
) -> Iterator[Found]:
    readers = [TableReader(source, kinds, head.key) for source in sources]
    for noun in nouns:
        for reader in readers:
            for place, table in enumerate(reader.source.data.get(noun, ())):
                path = (noun, place)
                yield Found(noun, reader.read(NOUNS[noun], table, path), reader, path)


def _read_values(sources: Iterable[Source], head: Head) -> Iterator[tuple[str, Found]]:
    """The dated values, each with its parameter's key."""
    for source in sources:
        reader = TableReader(source, {}, head.key)
        tables = source.data.get(PARAMETERS, {})
        if not isinstance(tables, dict):
            raise source.refuse(f'参数写成 [[{PARAMETERS}."键"]]', (PARAMETERS,))
        for key, entries in tables.items():
            if not isinstance(entries, list):
                # [[parameters.aid.line]] without quotes makes tables inside tables.
                raise source.refuse(f'参数的键要加引号,每个值一节:[[{PARAMETERS}."键"]]', (PARAMETERS, key))
            for place, table in enumerate(entries):
                path = (PARAMETERS, key, place)
                yield key, Found(PARAMETERS, reader.read(PackValue, table, path), reader, path)


def _with_fields(catalogue: Catalogue, found: Iterable[Found]) -> dict[str, Kind]:
    """The kinds with the fields that the pack adds."""
    kinds = dict(catalogue.kinds)
    for entry, addition in [(each, addition) for each in found for addition in _additions(each.made)]:
        field = addition.field
        kind = kinds.get(addition.kind)
        if kind is None:
            raise entry.refuse(f"没有种类「{addition.kind}」;{suggest(addition.kind, kinds)}", "kind")
        if not _FIELD_KEY.fullmatch(field.key):
            raise entry.refuse(f"字段的键「{field.key}」只能用小写字母、数字和下划线,并以字母开头", "key")
        if kind.has(field.key) or field.key in {"id", "number", "org", "version", "extra"}:
            raise entry.refuse(f"{kind.key}({kind.label})已经有字段「{field.key}」;请换一个名字", "key")
        if any(field.column == other.column for other in kind.fields):
            raise entry.refuse(f"字段「{field.key}」的列名 {field.column} 已被占用;请换一个名字", "key")
        if field.required:
            raise entry.refuse("地区加的字段不能必填:已有的记录里没有它", "required")
        if field.shape is Shape.REF and field.to not in kinds:
            raise entry.refuse(f"引用要用 to 写明种类;没有种类「{field.to}」;{suggest(field.to, kinds)}", "to")
        if field.shape in (Shape.CODE, Shape.DECIDED) and not field.vocabulary:
            raise entry.refuse("代码字段要用 vocabulary 写明代码表", "shape")
        kinds[kind.key] = attrs.evolve(kind, fields=(*kind.fields, field))
    return kinds


def _additions(made: object) -> tuple[FieldAddition, ...]:
    """The fields that an entry adds to kinds: a field itself, and those that a tier brings."""
    if isinstance(made, PackField):
        return (made.addition,)
    if isinstance(made, Tier):
        return tuple(FieldAddition(kind=made.of.key, field=field) for field in made.fields)
    return ()


def _words_of_tiers(
    found: Iterable[Found], catalogue: Catalogue, kinds: Mapping[str, Kind], extends: str
) -> Iterator[Declared]:
    """Each tier stands in the procedure behind those before it; it brings a check, and with a deadline a duty."""
    before: dict[str, list[Tier]] = {}
    for entry in found:
        tier = entry.made
        if not isinstance(tier, Tier):
            continue
        key = tier.of.key
        if key not in catalogue.procedures:
            known = "、".join(sorted(catalogue.procedures))
            raise entry.refuse(f"{key}({tier.of.label})没有办理流程,不能加审批;有流程的:{known}", "of")
        placed = list(place_tiers([*before.setdefault(key, list(catalogue.tiers(key, extends))), tier]))
        procedure: Procedure = put_tiers(core_of(catalogue.procedures[key]), kinds[key], placed[:-1])
        wrong = misfit(procedure, tier, placed[-1][1])
        if wrong is not None:
            raise entry.refuse(wrong[1], wrong[0])
        before[key].append(tier)
        if tier.deadline:
            yield tier.duty(procedure, placed[-1][1])
    for entry in found:
        if isinstance(entry.made, Tier):
            key = entry.made.of.key
            whole = put_tiers(core_of(catalogue.procedures[key]), kinds[key], place_tiers(before[key]))
            check = skip_check(whole, entry.made)
            if check is not None:
                yield check


def _check_keys(found: Iterable[Found], catalogue: Catalogue) -> None:
    """Each key is a word, stands once in the pack, and is not declared elsewhere."""
    seen: dict[tuple[str, str], Found] = {}
    for entry in found:
        key = getattr(entry.made, "key", "")
        if isinstance(entry.made, PackField | Target | WrittenCase):
            continue
        if not looks_like_key(key):
            raise entry.refuse(f"键「{key}」只能用小写字母、数字、下划线和点,如 relief.households", "key")
        # New parameters and rules live in tables of their own; two of one sort must not share a key.
        before = seen.setdefault((entry.noun, key), entry)
        if before is not entry:
            first = f"{before.reader.source.name} 第 {before.reader.source.lines.of(before.path)} 行"
            raise entry.refuse(f"{entry.noun} 里「{key}」写了两次(第一次在 {first});只留一个", "key")
        if entry.noun == "tiers":
            continue
        table = getattr(catalogue, "parameters" if entry.noun == "new_parameters" else entry.noun)
        if key in table and entry.noun != "vocabularies":
            owner = getattr(table[key], "owner", "") or "核心"
            raise entry.refuse(f"「{key}」已经由「{owner}」声明;请换一个键", "key")


def _region(
    head: Head, found: Iterable[Found], values: Iterable[tuple[str, Found]], brought: Iterable[Declared], *,
    folder: str, digest: str,
) -> Pack:  # fmt: skip
    made: dict[str, list[Any]] = {noun: [] for noun in NOUNS}
    for entry in found:
        made[entry.noun].append(entry.made)
    dated: dict[str, list[DatedValue]] = {}
    for key, entry in values:
        dated.setdefault(key, []).append(entry.made.dated)
    taken = (*FIRST, "targets", "cases")
    declared: list[Declared] = [*(entry.parameter for entry in made["new_parameters"]), *brought]
    declared += [entry for noun in NOUNS if noun not in taken for entry in made[noun]]
    return Pack(
        key=head.key,
        name=head.name,
        name_en=head.name_en,
        extends=head.extends,
        parameters={key: tuple(sorted(dated[key], key=lambda entry: entry.from_on)) for key in sorted(dated)},
        vocabularies=tuple(sorted(made["vocabularies"], key=lambda entry: str(entry.key))),
        fields=tuple(addition for noun in ("fields", "tiers") for word in made[noun] for addition in _additions(word)),
        tiers=tuple(made["tiers"]),
        declared=tuple(sorted(declared, key=lambda entry: (type(entry).__name__, entry.key))),
        cases=tuple(attrs.asdict(entry, recurse=False) for entry in made["cases"]),
        targets=tuple(sorted(made["targets"], key=lambda entry: (entry.indicator, entry.from_on))),
        digest=digest,
        folder=folder,
    )


def _trial(catalogue: Catalogue, region: Pack, source: Source) -> Catalogue:
    """The catalogue with this region, to check its words against."""
    try:
        trial = Catalogue.of(without_regions(catalogue), [*catalogue.regions.values(), region])
        trial.lineage(region.key)
    except UnionworkError as error:
        raise source.refuse(str(error), ("key",)) from None
    return trial


def without_regions(catalogue: Catalogue) -> list[Declared]:
    """The declarations of a catalogue that no region brought."""
    theirs = {id(word) for region in catalogue.regions.values() for word in region.declared}
    added = {(entry.kind, entry.field.key) for region in catalogue.regions.values() for entry in region.fields}
    words: list[Declared] = []
    for sort, table in catalogue.words():
        if sort == "kinds":
            for kind in table.values():
                fields = tuple(field for field in kind.fields if (kind.key, field.key) not in added)
                words.append(attrs.evolve(kind, fields=fields))
        elif sort != "regions":
            plain = (core_of(word) if isinstance(word, Procedure) else word for word in table.values())
            words += [word for word in plain if id(word) not in theirs]
    return words


def _check_entry(entry: Found, trial: Catalogue, region: Pack) -> None:
    word = entry.made.parameter if isinstance(entry.made, NewParameter) else entry.made
    try:
        check_names(trial, region, word)
    except UnionworkError as error:
        at = complaint_at(entry.reader.nodes, entry.path, trial, word)
        reason = error.reason if isinstance(error, DeclarationError) else str(error)
        raise entry.reader.source.refuse(reason, at) from None
