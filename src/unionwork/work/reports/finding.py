"""Finding the form that is asked for, and the one that a region puts in its place."""

from __future__ import annotations

from unionwork.declare.forms import Form
from unionwork.errors import UnknownNameError, UsageError
from unionwork.work.session import Session


def find_form(session: Session, key: str) -> Form:
    """The form of a key; - is taken for _, and what stands before the dot may be left out where that is clear.

    Raises:
        UnknownNameError: there is none such; names the nearest.
    """
    forms, wanted = session.catalogue.forms, key.strip().replace("-", "_")
    if wanted in forms:
        return forms[wanted]
    found = [form for name, form in forms.items() if wanted in (name.replace("-", "_"), name.rpartition(".")[2])]
    if len(found) == 1:
        return found[0]
    raise UnknownNameError("报表", key, [form.key for form in found] or forms)


def form_in_force(session: Session, form: Form, region: str) -> Form:
    """The form that stands in a region for the one that is asked for: that of the nearest region which replaces it.

    Raises:
        UsageError: the form belongs to a region in which the organisation does not lie.
    """
    catalogue = session.catalogue
    lineage = [held.key for held in catalogue.lineage(region)] if region else []
    if form.owner in catalogue.regions and form.owner not in lineage:
        name = catalogue.regions[form.owner].name
        remedy = "请用 --org 指明那里的组织,或改用本地的报表(report list)"
        raise UsageError(f"报表「{form.label}」是{name}的,这个组织不在那里;{remedy}")
    found, names = form, {form.key}
    # From the farthest region to the nearest: each may replace what the one before put there.
    for key in reversed(lineage):
        for candidate in catalogue.forms.values():
            if candidate.owner == key and candidate.replaces in names:
                found = candidate
                names.add(candidate.key)
    return found
