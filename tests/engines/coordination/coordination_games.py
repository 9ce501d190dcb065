"""Games for the tests of coordination, built by hand or drawn at random."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import combinations, pairwise

from serpin.engines.coordination.problem.game import Game, GroupGain, Need, PairGain, Payoffs, Player

SIX_ALONE = {"mine": -6, "smelter": -10, "parts": -4, "rail": -5, "bureau": -2, "gadget": -7}
SIX_GAINS = (
    "mine<smelter 5, mine<rail 3, smelter<mine 4, smelter<parts 5, smelter<rail 3, parts<smelter 4, parts<bureau 2, "
    "rail<mine 3, rail<smelter 3, bureau<parts 3, gadget<parts 2, gadget<rail 1"
)
FIVE = {"mine", "smelter", "parts", "rail", "bureau"}


def gains(text: str) -> tuple[PairGain, ...]:
    """Return links from text: ``gainer<giver amount``, divided by commas."""
    found = []
    for entry in filter(None, (part.strip() for part in text.split(","))):
        names, amount = entry.rsplit(" ", 1)
        gainer, giver = names.split("<")
        found.append(PairGain(gainer=gainer, giver=giver, amount=int(amount)))
    return tuple(found)


def game(alone: dict[str, int], text: str = "", **more: object) -> Game:
    """Return a game of stand-alone values and links."""
    players = tuple(Player(id=name, value=value, success=0.9) for name, value in alone.items())
    return Game.model_validate({"players": players, "pairs": gains(text), **more})


def six() -> Game:
    """Return the worked example of the textbook."""
    return game(SIX_ALONE, SIX_GAINS)


def mutual(groups: tuple[int, int], kind: str, cost: int) -> Game:
    """Return a symmetric environment of Bernstein and Winter: segregated, desegregated or status."""
    one = [f"a{number}" for number in range(groups[0])]
    two = [f"b{number}" for number in range(groups[1])]
    links = {
        "segregated": [(x, y) for group in (one, two) for x in group for y in group if x != y],
        "desegregated": [pair for x in one for y in two for pair in ((x, y), (y, x))],
        "status": [(x, y) for x in one for y in one if x != y] + [(y, x) for x in one for y in two],
    }[kind]
    return game(dict.fromkeys([*one, *two], -cost), ", ".join(f"{gainer}<{giver} 1" for gainer, giver in links))


def symmetric(size: int, payoffs: list[int]) -> Game:
    """Return a game in which the payoff depends only on how many others take part, with rising differences.

    What m others add beyond fewer is the m-th difference at 0; a group of each m + 1 players carries it.
    """
    row, differences = list(payoffs), []
    while row:
        differences.append(row[0])
        row = [later - earlier for earlier, later in pairwise(row)]
    names = [f"p{number}" for number in range(size)]
    groups = [
        GroupGain(id="-".join(members), members=members, amounts=dict.fromkeys(members, differences[count - 1]))
        for count in range(2, size + 1)
        if differences[count - 1]
        for members in combinations(names, count)
    ]
    return Game(players=tuple(Player(id=name, value=differences[0]) for name in names), groups=tuple(groups))


def random_game(number: int, largest: int = 9) -> Game:
    """Return a small game with links, groups, needs, an exclusive pair and committed players, by its number."""
    draw = random.Random(number)  # noqa: S311 - games to test with
    size = draw.randint(2, largest)
    names = [f"p{place}" for place in range(size)]
    players = [
        Player(
            id=name,
            value=draw.randint(-12, 4),
            public=draw.choice([0, 0, 0, 3]),
            cost=draw.randint(0, 5),
            success=draw.choice([1.0, 0.9, 0.7]),
            committed=draw.random() < 0.05,
        )
        for name in names
    ]
    links = {tuple(draw.sample(names, 2)): draw.randint(1, 6) for _ in range(draw.randint(0, 3 * size))}
    groups = []
    for place in range(draw.randint(0, 3) if size > 2 else 0):
        members = tuple(draw.sample(names, min(size, draw.choice([2, 3, 3, 4]))))
        shares = {member: draw.randint(0, 5) for member in members if draw.random() < 0.8}
        groups.append(GroupGain(id=f"g{place}", members=members, amounts=shares))
    needs: tuple[Need, ...] = ()
    if size > 2 and draw.random() < 0.3:
        first, second, last = sorted(draw.sample(range(size), 3))
        others = (names[first], names[second]) if draw.random() < 0.5 else (names[first],)
        needs = (Need(player=names[last], others=others),)
    return Game(
        players=tuple(players),
        pairs=tuple(PairGain(gainer=one, giver=two, amount=amount) for (one, two), amount in links.items()),
        groups=tuple(groups),
        needs=needs,
        exclusive=(tuple(draw.sample(names, 2)),) if draw.random() < 0.3 else (),
    )


def every_set(which: Game) -> Iterator[frozenset[str]]:
    """Give all sets that could be carried out: the settled in, what is needed in, no two exclusive ones."""
    payoffs = Payoffs(which)
    names = [player.id for player in which.players]
    for count in range(len(names) + 1):
        for members in map(frozenset, combinations(names, count)):
            if (
                which.settled <= members
                and all(payoffs.can(name, members) for name in members)
                and all(len(members & set(choice)) < 2 for choice in which.exclusive)
            ):
                yield members


def equilibria(which: Game) -> list[frozenset[str]]:
    """Return all equilibria of a game without exclusive projects, one after the other."""
    payoffs = Payoffs(which)
    found = []
    for members in every_set(which):
        stay = all(payoffs.payoff(name, members) >= 0 for name in members - which.settled)
        away = [player.id for player in which.players if player.id not in members]
        if stay and all(payoffs.payoff(name, members) <= 0 or not payoffs.can(name, members) for name in away):
            found.append(members)
    return found


def order_cost(which: Game, order: tuple[str, ...], before: frozenset[str] = frozenset()) -> int | None:
    """Return what an order of announcement costs, or nothing when somebody lacks what it needs."""
    payoffs = Payoffs(which)
    inside, total = set(before), 0
    for name in order:
        if not payoffs.can(name, inside):
            return None
        total += max(0, -payoffs.payoff(name, inside))
        inside.add(name)
    return total
