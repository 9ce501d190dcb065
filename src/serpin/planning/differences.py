"""Differences of two cases, noun by noun and field by field, in the words of a scenario."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from serpin.vocabulary.case import Case
from serpin.vocabulary.noun import Noun


class Difference(Noun):
    """One field that differs: list and code of the noun and path of the field, as a scenario names them.

    Without a field the whole noun is new (nothing before) or gone (nothing after).
    """

    list: str = ""
    code: str = ""
    field: str = ""
    before: Any = None
    after: Any = None

    @property
    def noun(self) -> tuple[str, str]:
        """List and code of the outermost noun: that of the project for one of its works."""
        names = self.list.split("/")
        return names[0], names[1] if len(names) > 1 else self.code


_EARLIER = "previous"
"""The earlier timetable from which a plan goes on: it is the plan that is compared with, not an option of it."""
_WORKERS = "workers"


def differences(before: Case, after: Case) -> tuple[Difference, ...]:
    """Return what differs between two cases, in the order of the fields of a case.

    Parameters
    ----------
    before, after
        The cases; nouns are the same where their codes are.
    """
    if before.digest() == after.digest():
        return ()
    return tuple(_table(before.model_dump(mode="json"), after.model_dump(mode="json"), "", "", ()))


def differing_options(before: dict[str, Any], after: dict[str, Any]) -> tuple[Difference, ...]:
    """Return which options of two plans differ; how many workers computed them makes no difference to a plan."""
    found = (one for one in _table(before, after, "", "", ()) if one.before or one.after)
    return tuple(one for one in found if one.field.rpartition(".")[2] not in (_WORKERS, _EARLIER))


def _table(
    before: dict[str, Any], after: dict[str, Any], where: str, code: str, path: tuple[str, ...]
) -> Iterator[Difference]:
    for name in {**before, **after}:
        old, new = before.get(name), after.get(name)
        if old == new:
            continue
        if not path and _has_codes(old) and _has_codes(new) and (old or new):
            yield from _nouns(old or [], new or [], "/".join(part for part in (where, code, name) if part))
        else:
            yield from _value(old, new, where, code, (*path, name))


def _nouns(before: list[dict[str, Any]], after: list[dict[str, Any]], where: str) -> Iterator[Difference]:
    old = {str(item["id"]): item for item in before}
    new = {str(item["id"]): item for item in after}
    for code in {**old, **new}:
        if code not in new:
            yield Difference(list=where, code=code, before=old[code].get("name") or code)
        elif code not in old:
            yield Difference(list=where, code=code, after=new[code].get("name") or code)
        elif old[code] != new[code]:
            yield from _table(old[code], new[code], where, code, ())


def _value(old: Any, new: Any, where: str, code: str, path: tuple[str, ...]) -> Iterator[Difference]:
    if isinstance(old, dict) and isinstance(new, dict):
        yield from _table(old, new, where, code, path)
    elif isinstance(old, list) and isinstance(new, list) and len(old) == len(new):
        for place, (one, other) in enumerate(zip(old, new, strict=True)):
            if one != other:
                yield from _value(one, other, where, code, (*path, str(place)))
    else:
        yield Difference(list=where, code=code, field=".".join(path), before=old, after=new)


def _has_codes(items: Any) -> bool:
    """Tell whether a list holds nouns with codes; an empty list and a missing one may."""
    if items is None or items == []:
        return True
    return isinstance(items, list) and all(isinstance(item, dict) and "id" in item for item in items)
