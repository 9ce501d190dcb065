"""Money keeps its cents, streams keep to themselves, progress and executors keep order."""

import math
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from itertools import islice
from threading import Event

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import BaseModel, ValidationError

from serpin.base.executors import in_order
from serpin.base.money import Money, SignedMoney, to_money
from serpin.base.progress import STOP, Deadline, wants_stop
from serpin.base.randomness import LARGEST_SEED, stream, stream_key


class Purse(BaseModel):
    """Something that holds money."""

    inside: Money = Decimal(0)
    balance: SignedMoney = Decimal(0)


@pytest.mark.parametrize("amount", [-1, 0.001, True, "1e400", float("nan"), 10**16])
def test_impossible_amounts_are_refused(amount: object) -> None:
    """Negative money, fractions of a cent, yes and no, and more than all the money there is."""
    with pytest.raises(ValidationError):
        Purse(inside=amount)


def test_a_float_is_read_by_its_shortest_text() -> None:
    """A tenth that came as a float is a tenth."""
    assert Purse(inside=0.1).inside == Decimal("0.1")


@given(cents=st.integers(-(10**12), 10**12))
@settings(max_examples=50)
def test_money_survives_json(cents: int) -> None:
    """Whatever amount is written as JSON is read back to the last cent."""
    purse = Purse(balance=Decimal(cents).scaleb(-2))
    assert Purse.model_validate_json(purse.model_dump_json()) == purse


def test_rounding_is_half_to_even() -> None:
    """Half a cent goes to the even side, so that sums do not drift."""
    assert [to_money(Decimal(text)) for text in ("0.125", "0.135", "-0.125")] == [
        Decimal("0.12"),
        Decimal("0.14"),
        Decimal("-0.12"),
    ]


def test_a_stream_is_repeatable() -> None:
    """The same seed and name give the same numbers, to the last bit."""
    first = stream(7, "simulation/durations").random(100)
    assert np.array_equal(first, stream(7, "simulation/durations").random(100))


def test_streams_do_not_depend_on_each_other() -> None:
    """Drawing from one stream shifts no other, and different names or seeds give different keys."""
    other = stream(7, "simulation/risks")
    before = stream(7, "simulation/durations").random(5)
    other.random(1000)
    assert np.array_equal(before, stream(7, "simulation/durations").random(5))
    keys = {stream_key(seed, name) for seed in (0, 7, LARGEST_SEED) for name in ("a", "b", "7\x1fa")}
    assert len(keys) == 9


def test_blocks_do_not_overlap() -> None:
    """The blocks of a stream are different parts of it, each reached at once."""
    blocks = [stream(7, "x", block).random(1000) for block in range(4)]
    assert len(set(np.concatenate(blocks).tolist())) == 4000
    assert np.array_equal(blocks[3], stream(7, "x", 3).random(1000))


def test_streams_are_uniform_and_uncorrelated() -> None:
    """Two streams of one seed have the mean and the correlation of independent uniform numbers, within four sigma."""
    draws = 20_000
    one, two = stream(1, "one").random(draws), stream(1, "two").random(draws)
    assert abs(one.mean() - 0.5) < 4 * math.sqrt(1 / 12 / draws)
    assert abs(np.corrcoef(one, two)[0, 1]) < 4 / math.sqrt(draws)


def test_answers_come_in_the_order_of_the_items() -> None:
    """However many workers there are, the answers have the order of the questions."""
    items = list(range(50))
    expected = [item * item for item in items]
    assert list(in_order(None, lambda item: item * item, items)) == expected
    with ThreadPoolExecutor(4) as executor:
        assert list(in_order(executor, lambda item: item * item, items)) == expected


def test_an_iterator_that_is_dropped_cancels_the_rest() -> None:
    """Whoever stops half way does not wait for what has not begun."""
    seen: list[int] = []
    free = Event()

    def look(item: int) -> None:
        seen.append(item)
        if item > 1:
            free.wait(timeout=60)

    with ThreadPoolExecutor(1) as executor:
        answers = in_order(executor, look, range(1000))
        assert len(list(islice(answers, 2))) == 2
        answers.close()
        free.set()
    assert seen in ([0, 1], [0, 1, 2])


def test_progress_may_answer_stop() -> None:
    """The listener gets the share within its limits, and its word counts."""
    heard: list[float] = []

    def listen(done: float, value: float | None, bound: float | None) -> str | None:
        heard.append(done)
        return STOP if value == 3 else None

    assert not wants_stop(None, 0.5)
    assert not wants_stop(listen, 1.7)
    assert wants_stop(listen, -1, value=3)
    assert heard == [1.0, 0.0]


def test_a_deadline_knows_what_is_left() -> None:
    """No time is over at once, no limit never is."""
    assert Deadline(0).passed
    assert Deadline(0).share == 1.0
    assert Deadline(None).left == math.inf
    assert not Deadline(None).passed
    assert Deadline(None).share == 0.0
