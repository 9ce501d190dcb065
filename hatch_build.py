"""Compile the translation catalogues (``.po`` → ``.mo``) when the package is built or installed for development."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import polib
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class CatalogueBuildHook(BuildHookInterface):
    """Write a ``.mo`` file beside every ``.po`` file of the package."""

    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002
        """Compile every catalogue of the library, and of what Django says on our pages."""
        for source in sorted(Path(self.root, "src", "serpin").glob("**/locale/*/LC_MESSAGES/*.po")):
            polib.pofile(str(source)).save_as_mofile(str(source.with_suffix(".mo")))
