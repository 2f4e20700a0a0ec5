"""The same assessment by OpenFisca: a small system of benefits of our own, built and calculated."""

from __future__ import annotations

import sqlite3
from collections import Counter
from time import perf_counter
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.parameters import ParameterNode
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

from benchmarks.apart import Run
from benchmarks.assessing import answer
from benchmarks.county import LINES, ON

_MONTH = f"{ON:%Y-%m}"
_DAY = int(f"{ON:%Y%m%d}")
Family = build_entity(key="family", plural="families", label="the household of a hardship file", is_person=True)


class family_size(Variable):  # type: ignore[misc]  # noqa: N801 - OpenFisca goes by the class's name
    """How many live together; 0 where it is not known."""

    value_type = int
    entity = Family
    definition_period = DateUnit.MONTH


class income(Variable):  # type: ignore[misc]  # noqa: N801
    """Fen a month of the whole household; below 0 where it is not known."""

    value_type = float
    entity = Family
    definition_period = DateUnit.MONTH


def _within(key: str) -> type[Variable]:
    """A variable: 1 where the household stands within the line, 0 where above, 2 where that is not known."""

    def formula(families: Any, period: Any, parameters: Any) -> Any:
        held, size = families("income", period), families("family_size", period)
        line = getattr(parameters(period).aid, key)
        return np.where((held < 0) | (size <= 0), 2, (held <= line * 100 * size).astype(int))

    facts = {"value_type": int, "entity": Family, "definition_period": DateUnit.MONTH, "formula": formula}
    return type(f"within_{key}", (Variable,), facts)


class grade(Variable):  # type: ignore[misc]  # noqa: N801
    """0 extreme, 1 hardship, 2 none, 3 unknown."""

    value_type = int
    entity = Family
    definition_period = DateUnit.MONTH

    def formula(families: Any, period: Any) -> Any:  # noqa: N805 - the first argument is the population
        """The first line within which the household stands."""
        extreme, hardship = families("within_extreme_line", period), families("within_hardship_line", period)
        choices = [extreme == 1, extreme == 2, hardship == 1, hardship == 2]
        return np.select(choices, [0, 3, 1, 3], default=2)


def assess_there(place: str) -> Run:
    """Read the same columns of the same register, build the simulation, calculate outcome and tests."""
    with sqlite3.connect(place) as connection:
        system = _system()
        started = perf_counter()
        simulation = _simulation(connection, system)
        grades = simulation.calculate("grade", _MONTH)
        tests = {key: simulation.calculate(f"within_{key}_line", _MONTH) for key in ("extreme", "hardship")}
        outcomes = _count(grades, ("extreme", "hardship", "none", "unknown"))
        results = {
            (key, result): count
            for key, found in tests.items()
            for result, count in _count(found, ("failed", "passed", "unknown")).items()
        }
        seconds = perf_counter() - started
    return Run(seconds=seconds, answer=answer(outcomes, results))


def count_there(place: str) -> Run:
    """The same; only the outcomes are told."""
    found = assess_there(place)
    return Run(seconds=found.seconds, answer=found.answer.split(";")[0] + "; ")


def calculate_there(place: str) -> Run:
    """The calculation alone: the columns lie in arrays already, and the simulation is built."""
    with sqlite3.connect(place) as connection:
        simulation = _simulation(connection, _system())
        started = perf_counter()
        grades = simulation.calculate("grade", _MONTH)
        outcomes = _count(grades, ("extreme", "hardship", "none", "unknown"))
        seconds = perf_counter() - started
    return Run(seconds=seconds, answer=answer(outcomes, {}))


def _simulation(connection: sqlite3.Connection, system: TaxBenefitSystem) -> Any:
    """The two columns of the register read into arrays, and the simulation over them built."""
    query = (
        "SELECT coalesce(family_size, 0), coalesce(income, -1) FROM aid_file"
        " WHERE void = 0 AND filed_on <= ? AND (exited_on IS NULL OR exited_on > ?) ORDER BY id"
    )
    held = np.array(connection.execute(query, (_DAY, _DAY)).fetchall(), dtype=np.int64)
    simulation = SimulationBuilder().build_default_simulation(system, len(held))
    simulation.set_input("family_size", _MONTH, held[:, 0])
    simulation.set_input("income", _MONTH, held[:, 1])
    return simulation


def _system() -> TaxBenefitSystem:
    system = TaxBenefitSystem([Family])
    lines = {key.removeprefix("aid."): {"values": {"2009-01-01": {"value": line}}} for key, line in LINES.items()}
    system.parameters = ParameterNode("", data={"aid": lines})
    for variable in (family_size, income, _within("extreme_line"), _within("hardship_line"), grade):
        system.add_variable(variable)
    return system


def _count(found: Any, names: tuple[str, ...]) -> Counter[str]:
    codes, counts = np.unique(found, return_counts=True)
    return Counter({names[int(code)]: int(count) for code, count in zip(codes, counts, strict=True)})
