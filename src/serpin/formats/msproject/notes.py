"""What a format cannot carry, said once for each kind with its number and an example."""

from __future__ import annotations

from serpin.base.errors import Problem, show


class Notes:
    """Collects what is lost or changed on the way; each kind becomes one warning."""

    def __init__(self) -> None:
        self._examples: dict[str, list[str]] = {}

    def add(self, message: str, example: str) -> None:
        """Remember one thing of a kind.

        Parameters
        ----------
        message
            The marked sentence of the kind, with ``{count}`` and ``{example}``.
        example
            What it concerns.
        """
        self._examples.setdefault(message, []).append(example)

    def problems(self) -> list[Problem]:
        """Return a warning for each kind, in the order in which they came up."""
        return [
            Problem(message, values={"count": len(found), "example": show(found[0])}, severity="warning")
            for message, found in self._examples.items()
        ]
