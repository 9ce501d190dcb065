"""Options of the network engine."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from serpin.base.texts import mark
from serpin.vocabulary.enterprise import TieKind
from serpin.vocabulary.noun import Noun, Share, about

Weight = Annotated[float, Field(ge=0, le=1000)]


class Flow(Noun):
    """One entry of an input–output table: what one activity sells to another."""

    seller: str = about(mark("Seller"), mark("Activity that sells (OKED)"), min_length=1)
    buyer: str = about(mark("Buyer"), mark("Activity that buys (OKED)"), min_length=1)
    amount: Annotated[float, Field(ge=0)] = about(mark("Amount"), mark("Amount of the sales in a year"))


class Terms(Noun):
    """What counts in the ranking of a match; the weights are made to sum to one."""

    field: Weight = about(mark("Weight of the field"), mark("How far the codes agree"), 0.4)
    text: Weight = about(mark("Weight of the text"), mark("How alike the titles are"), 0.25)
    readiness: Weight = about(mark("Weight of readiness"), mark("Readiness beyond what is needed"), 0.1)
    price: Weight = about(mark("Weight of the price"), mark("Room between price and budget"), 0.15)
    nearness: Weight = about(mark("Weight of nearness"), mark("Same region, or a tie already"), 0.1)


class NetworkOptions(Noun):
    """Options of :func:`serpin.connect`."""

    tie_weights: dict[TieKind, Weight] = about(
        mark("Weights of ties"), mark("By how much the strength of a kind of tie is multiplied; 1 when not given"), {}
    )
    flows: tuple[Flow, ...] = about(
        mark("Input–output table"), mark("Sales between activities; those of the ties when empty"), ()
    )
    reference: dict[str, Annotated[float, Field(ge=0)]] = about(
        mark("Reference economy"),
        mark("Headcount by activity of the economy that regions are compared with; that of the case when empty"),
        {},
    )
    exact_paths: Annotated[int, Field(ge=0, le=100_000)] = about(
        mark("Enterprises for exact betweenness"), mark("Up to so many all shortest paths are counted"), 2000
    )
    pivots: Annotated[int, Field(ge=16, le=100_000)] = about(
        mark("Pivots"), mark("Enterprises from which paths are counted in larger networks"), 2048
    )
    runs: Annotated[int, Field(ge=1, le=1000)] = about(
        mark("Runs"), mark("Searches for communities from different seeds"), 20
    )
    trials: Annotated[int, Field(ge=0, le=1000)] = about(
        mark("Trials"), mark("Searches in networks with some ties left out, for the stability of communities"), 20
    )
    left_out: Share = about(mark("Ties left out"), mark("Share of the ties that a trial leaves out"), 0.1)
    resolution: Annotated[float, Field(gt=0, le=100)] = about(
        mark("Resolution"), mark("Above 1 for smaller communities, below for larger ones"), 1.0
    )
    region_digits: Annotated[int, Field(ge=2, le=9)] = about(
        mark("Digits of a region"), mark("First digits of the code KATO that tell regions apart"), 4
    )
    least_members: Annotated[int, Field(ge=2, le=1000)] = about(
        mark("Least members"), mark("Enterprises that make a cluster"), 3
    )
    weak_share: Share = about(
        mark("Weak share"), mark("A role is weak where fewer than this share of the members have such a tie"), 0.25
    )
    weak_strength: Share = about(
        mark("Weak strength"), mark("A role is weak where the mean strength of its ties is lower"), 0.25
    )
    decay: Share = about(mark("Decay"), mark("What a partner of a partner is worth, against a partner"), 0.5)
    introductions: Annotated[int, Field(ge=1, le=50)] = about(
        mark("Introductions"), mark("New ties that a catalyst can make"), 5
    )
    catalysts: Annotated[int, Field(ge=1, le=5000)] = about(
        mark("Candidates"), mark("Actors that are tried as catalyst"), 200
    )
    passing: Share = about(
        mark("Passing on"), mark("Chance that cooperation spreads along a tie of full strength"), 0.5
    )
    draws: Annotated[int, Field(ge=100, le=1_000_000)] = about(
        mark("Draws"), mark("Simulated courses of the spread"), 1000
    )
    rounds: Annotated[int, Field(ge=1, le=100)] = about(mark("Rounds"), mark("Rounds of the spread that are shown"), 8)
    terms: Terms = about(mark("Terms"), mark("Weights of the ranking"), Terms())
    least_field: Share = about(
        mark("Least agreement of fields"), mark("Offers whose codes agree less are no answer to a request"), 0.3
    )
    least_text: Share = about(
        mark("Least likeness of texts"), mark("Where codes cannot be compared, titles must be at least so alike"), 0.6
    )
    patience: Annotated[int, Field(ge=0, le=5000)] = about(
        mark("Patience, working days"), mark("A work that would wait longer for its own people lacks capacity"), 60
    )
    team: Annotated[int, Field(ge=1, le=1000)] = about(
        mark("Size of a team"), mark("People, or other units, that one research demand takes"), 3
    )
    markup: Annotated[float, Field(ge=0, le=10)] = about(
        mark("Mark-up"), mark("What a contractor asks beyond the cost of its people, as a fraction"), 0.2
    )
    calls: Annotated[int, Field(ge=1, le=1000)] = about(mark("Calls"), mark("Partnerships that are proposed first"), 10)
