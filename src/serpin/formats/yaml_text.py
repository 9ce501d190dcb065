"""Cases as YAML: read safely with the line of every value, written readably.

Only what YAML 1.2 calls the core is understood, and dates: ``on``, ``yes`` and ``NO`` are words, ``010`` keeps its
zero. Where the vocabulary wants text, numbers are taken letter by letter (the code ``28.20`` stays that).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from typing import Any, get_args

import yaml

from serpin.base.errors import InputError, Place, Problem, show
from serpin.base.texts import mark
from serpin.formats.json_text import DEEPEST, MOST_VALUES, TOO_DEEP, TOO_MANY
from serpin.formats.plain import case_to_data
from serpin.formats.syntax import yaml_refusal
from serpin.vocabulary.case import Case
from serpin.vocabulary.noun import Words
from serpin.vocabulary.structure import annotations_of, bare, element_of, key_of, model_in

_MOST_REPEATED = 100_000
_LONGEST_NUMBER = 400
_SHORT_LINE = 80
_WIDTH = 120

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_Dumper: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)

_PATTERNS = (
    ("tag:yaml.org,2002:null", r"~|null|Null|NULL|", "~nN\0"),
    ("tag:yaml.org,2002:bool", r"true|True|TRUE|false|False|FALSE", "tTfF"),
    ("tag:yaml.org,2002:int", r"[-+]?(?:0|[1-9][0-9]*)", "-+0123456789"),
    (
        "tag:yaml.org,2002:float",
        r"[-+]?(?:\.[0-9]+|(?:0|[1-9][0-9]*)(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?|[-+]?\.(?:inf|Inf|INF)|\.(?:nan|NaN|NAN)",
        "-+.0123456789",
    ),
    ("tag:yaml.org,2002:timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "0123456789"),
)


def _with_core(base: Any, name: str) -> Any:
    """Return a loader or dumper class that knows the plain words of the core only."""
    made: Any = type(name, (base,), {"yaml_implicit_resolvers": {}})
    for tag, pattern, firsts in _PATTERNS:
        starts = ["" if letter == "\0" else letter for letter in firsts]
        made.add_implicit_resolver(tag, re.compile(rf"^(?:{pattern})$"), starts)
    return made


_CoreLoader = _with_core(_Loader, "_CoreLoader")
_CoreDumper = _with_core(_Dumper, "_CoreDumper")


def data_from_yaml(text: str) -> tuple[Any, dict[Place, int]]:
    """Return the plain data of a YAML text, and the line on which each value begins.

    Raises
    ------
    InputError
        If the text is not YAML, names something twice, nests too deeply or swells by repeated anchors.
    """
    try:
        _check_depth(text)
        node = yaml.compose(text, Loader=_CoreLoader)
    except (yaml.YAMLError, ValueError) as error:
        raise yaml_refusal(error, text) from None
    building = _Building()
    data = building.value(node, Case, (), 0) if node is not None else None
    return data, building.lines


def _line_of(place: Any) -> int:
    return place.line + 1 if place is not None else 0


def _check_depth(text: str) -> None:
    depth = 0
    for number, event in enumerate(yaml.parse(text, Loader=_CoreLoader)):
        if number > MOST_VALUES:
            raise InputError([Problem(TOO_MANY, (), {"limit": MOST_VALUES}, line=_line_of(event.start_mark))])
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            if depth > DEEPEST:
                raise InputError([Problem(TOO_DEEP, line=_line_of(event.start_mark))])
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1


class _Building:
    """Builds plain data from the nodes of YAML, guided by the annotations of the vocabulary."""

    def __init__(self) -> None:
        self.lines: dict[Place, int] = {}
        self._met: set[int] = set()
        self._left = _MOST_REPEATED

    def value(self, node: Any, annotation: Any, place: Place, depth: int) -> Any:
        """Return what a node says; the annotation tells where text is wanted."""
        if id(node) in self._met:  # it stands behind an anchor that was followed before
            self._left -= 1
        self._met.add(id(node))
        line = node.start_mark.line + 1
        if depth > DEEPEST:
            raise InputError([Problem(TOO_DEEP, line=line)])
        if self._left < 0:
            raise InputError([Problem(mark("repeated anchors make the text too large"), line=line)])
        self.lines[place] = line
        if isinstance(node, yaml.ScalarNode):
            return _scalar(node, annotation)
        if isinstance(node, yaml.SequenceNode):
            inner = element_of(annotation)
            return [self.value(item, inner, (*place, i), depth + 1) for i, item in enumerate(node.value)]
        return self._table(node, annotation, place, depth)

    def _table(self, node: Any, annotation: Any, place: Place, depth: int) -> dict[str, Any]:
        model = model_in(annotation)
        fields = annotations_of(model) if model else {}
        inner = get_args(bare(annotation))[1] if key_of(annotation) is not None else None
        table: dict[str, Any] = {}
        for key, item in node.value:
            line = key.start_mark.line + 1
            if not isinstance(key, yaml.ScalarNode):
                raise InputError([Problem(mark("a name is expected here, not a table or a list"), place, line=line)])
            name = str(key.value)
            if name in table:
                message = mark("the name {value} stands twice in one table")
                raise InputError([Problem(message, (*place, name), {"value": show(name)}, line=line)])
            table[name] = self.value(item, fields.get(name, inner), (*place, name), depth + 1)
            self.lines[(*place, name)] = line
        return table


def _scalar(node: Any, annotation: Any) -> Any:
    kind, text = node.tag.rpartition(":")[2], str(node.value)
    wanted = bare(annotation)
    if kind != "null" and (wanted is str or wanted is Words):
        return text
    try:
        return _READERS[kind](text) if kind in _READERS else text
    except ValueError:
        return text


_READERS: dict[str, Callable[[str], Any]] = {
    "null": lambda text: None,  # noqa: ARG005 - every way of writing nothing means nothing
    "bool": lambda text: text.lower() == "true",
    "int": lambda text: int(text) if len(text) < _LONGEST_NUMBER else text,
    "float": lambda text: float(text.lower().replace(".inf", "inf").replace(".nan", "nan")),
    "timestamp": date.fromisoformat,
}


def _represent_text(dumper: Any, text: str) -> Any:
    style = "|" if "\n" in text and _is_tidy(text) else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


def _is_tidy(text: str) -> bool:
    return all(line.isprintable() and line == line.rstrip() for line in text.split("\n"))


def _represent_list(dumper: Any, items: list[Any]) -> Any:
    short = all(not isinstance(item, dict | list) for item in items) and len(str(items)) <= _SHORT_LINE
    return dumper.represent_sequence("tag:yaml.org,2002:seq", items, flow_style=short)


_CoreDumper.add_representer(str, _represent_text)
_CoreDumper.add_representer(list, _represent_list)
_CoreDumper.ignore_aliases = lambda *_: True
_CoreDumper.add_implicit_resolver(  # other readers take 010 for a number: it is written in quotes
    "tag:yaml.org,2002:int", re.compile(r"^[-+]?[0-9][0-9_:]*$"), list("-+0123456789")
)


def yaml_of(case: Case) -> str:
    """Return a case as YAML text, in blocks, in any letters, without what equals the defaults."""
    return data_to_yaml(case_to_data(case))


def data_to_yaml(data: Any) -> str:
    """Return plain data as YAML text."""
    return str(yaml.dump(data, Dumper=_CoreDumper, allow_unicode=True, sort_keys=False, width=_WIDTH))
