"""The bridge: a case becomes records and comes back as it was."""

import pytest

from serpin.examples.samples import sample
from serpin.web.accounts.models import Workspace
from serpin.web.registry import bridge
from serpin.web.registry.actions import load_case


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["plant", "region"])
def test_a_case_comes_back_from_its_records_as_it_was(name: str) -> None:
    """Nothing of a sample is lost or changed between vocabulary and rows."""
    workspace = Workspace.objects.create(slug=name, title={"en": name})
    case = sample(name)
    load_case(None, workspace, case)
    assert bridge.case_of(workspace) == case
