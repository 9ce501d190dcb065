"""Templates of Django whose context is gone when the page is made.

A context of Django refers to itself, so that it and all that it shows wait for the collector of garbage: 800 objects of
each page of a list, and every fifty pages a stop of some hundredths of a second, which all who waited then felt.
"""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.template import TemplateDoesNotExist
from django.template.backends.django import DjangoTemplates, Template, reraise
from django.template.context import make_context
from django.utils.safestring import SafeString


class ShortTemplate(Template):
    """A template that leaves no context behind."""

    def render(self, context: dict[str, Any] | None = None, request: HttpRequest | None = None) -> SafeString:
        """Return the page, and forget what it was made of."""
        known = make_context(context, request, autoescape=self.backend.engine.autoescape)
        try:
            return self.template.render(known)
        except TemplateDoesNotExist as error:
            reraise(error, self.backend)
            raise
        finally:
            known.dicts.clear()


class Templates(DjangoTemplates):
    """The templates of Django, short of memory."""

    def from_string(self, template_code: str) -> ShortTemplate:
        """Return a template of a text."""
        return ShortTemplate(self.engine.from_string(template_code), self)

    def get_template(self, template_name: str) -> ShortTemplate:
        """Return a template by its name."""
        try:
            return ShortTemplate(self.engine.get_template(template_name), self)
        except TemplateDoesNotExist as error:
            reraise(error, self)
            raise
