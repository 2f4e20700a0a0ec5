"""Whether a register was kept by a day: before its first record a 0 would only mean that nobody wrote."""

from __future__ import annotations

from sqlalchemy import Connection, or_, select

from unionwork.declare.expressions import Name
from unionwork.declare.indicators import Indicator
from unionwork.store.measures import Measurer
from unionwork.store.sums import Window
from unionwork.store.tables import IN_FORCE
from unionwork.work.session import Session


def has_begun(session: Session, connection: Connection, measurer: Measurer, word: Indicator, last: int) -> bool:
    """Whether the register that an indicator is measured over was kept by a day, as far as the operator sees.

    What asks for a decision also needs one of its rule by then.
    """
    scope = measurer.scope(word, last)
    # Without a first day the first test alone asks for what was dated by then.
    dated = [measurer.window_tests(scope, word, Window("", 0, last))[0]]
    begun = scope.kind.begins
    if begun is not None:
        # Nobody left the register yet, but it was kept.
        dated.append(scope.row.c[begun.column] <= last)
    tests = [scope.row.c.void == IN_FORCE, or_(*dated), *session.inside(scope.row.c.org)]
    query = select(scope.row.c.id).select_from(scope.source).where(*tests).limit(1)
    if connection.execute(query).first() is None:
        return False
    decision = session.tables["decision"]
    for rule in _rules_asked(session, word):
        tests = [decision.c.rule == rule, decision.c.void == IN_FORCE, decision.c.from_on <= last]
        held = select(decision.c.id).where(*tests, *session.inside(decision.c.org)).limit(1)
        if connection.execute(held).first() is None:
            return False
    return True


def _rules_asked(session: Session, word: Indicator) -> set[str]:
    """The rules whose decisions an indicator reads on its own kind."""
    kind = session.kind(word.of.key)
    asked = [part for part in (word.counted, word.denominator, word.where) if part is not None]
    paths = {at.path[0] for part in asked for at in part.walk() if isinstance(at, Name)}
    return {field.rule for field in kind.fields if field.rule and field.key in paths}
