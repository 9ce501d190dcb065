"""A text that YAML cuts in two within braces is refused, not shortened without a word."""

from __future__ import annotations

import pytest
import yaml

from builders import case_data
from serpin.base.errors import InputError
from serpin.vocabulary.reading import read_case


def test_a_text_cut_at_a_comma_is_refused() -> None:
    """``{en: At least 1,8 times}`` reads as "At least 1" and a name without a value: the name is told."""
    data = case_data(title=yaml.safe_load("{kk: Кемінде 1,8 есе, en: At least 1.8 times}"))
    with pytest.raises(InputError) as refused:
        read_case(data)
    assert [problem.place for problem in refused.value.problems] == [("title", "8 есе")]
