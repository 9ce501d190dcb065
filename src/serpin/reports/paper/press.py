"""The press: sheets of words, tables and pictures become a PDF by typst, tagged for screen readers."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from serpin.charts.locale import Locale
from serpin.charts.picture import Picture

STANDARD: Final = "ua-1"
"""The standard that the documents keep: tagged for screen readers."""


def pressed(
    template: str, content: Mapping[str, Any], pictures: Mapping[str, tuple[Picture, int, int | None]], locale: Locale
) -> bytes:
    """Return the PDF of a template.

    Parameters
    ----------
    template
        Name of the template beside the other templates of the reports, without its ending.
    content
        What the template shows; plain values only.
    pictures
        Pictures by the name under which the content refers to them, each with its width in pixels and, where it shall
        not be its own, its height.
    locale
        How they are lettered.

    Raises
    ------
    typst.TypstError
        If the template cannot be set; that is a fault of ours.
    """
    import typst  # noqa: PLC0415 - needed for paper only

    with tempfile.TemporaryDirectory(prefix="serpin-paper-") as folder:
        root = Path(folder)
        for name in ("paper.typ", f"{template}.typ"):
            root.joinpath(name).write_text(
                files("serpin.reports").joinpath("templates", name).read_text("utf-8"), "utf-8"
            )
        for name, (picture, width, height) in pictures.items():
            drawing = picture.svg(locale, width=width, height=height)
            root.joinpath(f"{name}.svg").write_text(drawing, "utf-8")
        root.joinpath("content.json").write_text(json.dumps(content, ensure_ascii=False), "utf-8")
        return typst.compile(root / f"{template}.typ", root=root, pdf_standards=STANDARD)
