"""The tables of a catalogue are made when they are asked for, each once, and their fingerprint needs none."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import attrs

from unionwork.declare.fields import Field, Shape
from unionwork.regions.plugins import load
from unionwork.store.tables import Tables

CATALOGUE = load().catalogue
THREADS = 8


def test_threads_that_ask_at_once_get_the_same_tables() -> None:
    tables, ready = Tables(CATALOGUE), Barrier(THREADS)

    def ask(_: int) -> list[int]:
        ready.wait(60)
        return [id(tables[key]) for key in tables.kinds]

    with ThreadPoolExecutor(THREADS) as pool:
        told = list(pool.map(ask, range(THREADS)))
    assert len(told[0]) == len(CATALOGUE.kinds)
    assert told == [told[0]] * THREADS


def test_the_metadata_hold_every_kind_though_nobody_asked_for_one() -> None:
    assert set(CATALOGUE.kinds) < set(Tables(CATALOGUE).metadata.tables)


def test_the_fingerprint_is_another_where_a_column_is_another() -> None:
    plain = Tables(CATALOGUE).digest
    petition = CATALOGUE.kind("petition")
    more = attrs.evolve(petition, fields=(*petition.fields, Field(key="more", label="更多", shape=Shape.TEXT)))
    assert Tables(attrs.evolve(CATALOGUE, kinds={**CATALOGUE.kinds, "petition": more})).digest != plain
    assert Tables(CATALOGUE, postgres=True).digest != plain
    assert Tables(load().catalogue).digest == plain
