"""What kernels see: the fields of the tables of records, and the rows that they work in."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Singles = NDArray[np.float32]
Integers = NDArray[np.int32]
Table = NDArray[np.void]
Back = tuple[Integers, NDArray[np.bool_], NDArray[np.bool_]]

MAY_BE_NEEDLESS, MAY_BE_REDONE, IS_HIT, HAS_WINDOW, MAY_FAIL, IS_GATE, IS_END, IS_PLAIN, IS_LIMITED = (
    1 << bit for bit in range(9)
)
"""What a node may have: see the fields of the nodes; IS_END: no other work of its project certainly ends later;
IS_PLAIN: one to three links, all from finish to start; IS_LIMITED: another work of its project waits for it."""
PECULIAR = MAY_BE_NEEDLESS | MAY_BE_REDONE | IS_HIT | MAY_FAIL
PROFILE_STEPS = 257
NEVER, FAILS, GATES, FAILS_AND_GATES = range(4)
"""What may stop a project."""

(
    COORDINATE,
    SCRATCH,
    BEGIN,
    NEEDED,
    AGAIN,
    SPENT,
    PRESENT,
    PROFIT,
    LAUNCH,
    OWN_FINISH,
    DELAY,
    LUMP,
    ENDED,
    CENTRED,
    EARNED,
    WHOLE,
) = range(16)
"""Rows of ``Lanes.work``."""
STOP, STOP_NODE, HARD, HARD_NODE, TECHNICAL, LEFT, LAST, SHARED = range(8)
"""Rows of a project in ``Lanes.state``: day and node of its stop, the same by failing works alone, whether it fails
technically, what is left at the stop, the last finish, and the common factor of its durations."""
STATE_ROWS = 8
WHOLE_SPENT, WHOLE_PRESENT, VALUE, OTHER_VALUE, OTHER_PRESENT = range(5)
"""Rows of ``Lanes.sums``."""

NODE_FIELDS = [
    ("key", np.uint64),
    ("need_key", np.uint64),
    ("project", np.int32),
    ("state", np.int32),
    ("row", np.int32),
    ("late", np.int32),
    ("flags", np.int32),
    ("link", np.int32),
    ("links", np.int32),
    ("effect", np.int32),
    ("effects", np.int32),
    ("gate", np.int32),
    ("duration", np.int32),
    ("cost", np.int32),
    ("rounds", np.int32),
    ("release", np.float32),
    ("rate", np.float32),
    ("need_from", np.float32),
    ("need_until", np.float32),
    ("rework", np.float32),
    ("rework_share", np.float32),
    ("success", np.float32),
    ("mean_days", np.float32),
]
LINK_FIELDS = [
    ("node", np.int32),
    ("row", np.int32),
    ("state", np.int32),
    ("project", np.int32),
    ("kind", np.int32),
    ("late", np.int32),
    ("is_first", np.int32),
    ("lag", np.float32),
]
EFFECT_FIELDS = [
    ("impact", np.int32),
    ("on", np.int32),
    ("factor", np.int32),
    ("since", np.float32),
    ("until", np.float32),
]
LINE_FIELDS = [
    ("kind", np.int32),
    ("start", np.int32),
    ("length", np.int32),
    ("base", np.float32),
    ("span", np.float32),
    ("shape", np.float32),
]
RISK_FIELDS = [("key", np.uint64), ("group", np.int32), ("count", np.int32)]
IMPACT_FIELDS = [("key", np.uint64), ("risk", np.int32), ("factor", np.int32), ("size", np.int32)]
GATE_FIELDS = [
    ("decided", np.int32),
    ("rule", np.int32),
    ("least", np.float32),
    ("most", np.float32),
    ("abandonment", np.float32),
    ("days", np.float32),
    ("cost", np.float32),
]
PROJECT_FIELDS = [
    ("key", np.uint64),
    ("spent", np.float64),
    ("member", np.int32),
    ("members", np.int32),
    ("effect", np.int32),
    ("effects", np.int32),
    ("state", np.int32),
    ("returns", np.int32),
    ("can_stop", np.int32),
    ("launch", np.int32),
    ("revenue", np.int32),
    ("operating_cost", np.int32),
    ("delay", np.float32),
    ("annuity", np.float32),
    ("profile_step", np.float32),
    ("planned_finish", np.float32),
]
PART_FIELDS = [("node", np.int32), ("end", np.int32), ("project", np.int32), ("projects", np.int32)]


class Plan(NamedTuple):
    """Everything that stays the same for all courses."""

    nodes: Table
    links: Table
    effects: Table
    lines: Table
    risks: Table
    impacts: Table
    gates: Table
    projects: Table
    parts: Table
    members: Integers
    part_projects: Integers
    group_keys: NDArray[np.uint64]
    limits: Singles
    """Chances of more than k events by risk, or normal quantiles of them where the risk belongs to a group."""
    curves: Singles
    """Coefficients; the first curve is the standard normal distribution."""
    lists: Singles
    """Values of lists, and their cumulated probabilities."""
    profiles: Singles
    """Profit earned by a time after the launch, in years' profits, by project and step."""
    quarter_ends: Singles
    constants: Singles
    """Discount per day, years per day, tax, loadings of groups (2), loadings of durations (2)."""


DISCOUNT, YEARS_PER_DAY, TAX, GROUP, REST_OF_GROUP, FACTOR_OF_WORK, REST_OF_WORK = range(7)
"""Places in ``Plan.constants``."""


class Lanes(NamedTuple):
    """Rows in which a group of iterations is worked out."""

    bits: NDArray[np.uint32]
    work: Singles
    days: Singles
    finish: Singles
    cost: Singles
    late: Singles
    state: Singles
    passes: Singles
    factors: Singles
    events: Singles
    impacts: Singles
    flows: Singles
    sums: NDArray[np.float64]
