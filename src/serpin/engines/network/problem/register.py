"""The transfer register: agreements by year, kind and direction, and the balance of technology payments.

Textbook: ``network.md``, section "The transfer register".
"""

from __future__ import annotations

from collections import defaultdict
from decimal import Decimal

from serpin.base.texts import mark
from serpin.engines.network.problem.statement import is_at_home
from serpin.engines.network.result import Balance, Transfers, Way
from serpin.vocabulary.case import Case
from serpin.vocabulary.indicator import Indicator, Observation
from serpin.vocabulary.noun import Words
from serpin.vocabulary.result import Message
from serpin.vocabulary.technology import Agreement, TransferKind

IN_BALANCE = frozenset({TransferKind.PATENT_RIGHTS, TransferKind.LICENCE, TransferKind.KNOW_HOW, TransferKind.RESULTS})
"""What counts as a technology payment; equipment is trade in goods, and people are paid wages."""

RECEIPTS, PAYMENTS, BALANCE, AGREEMENTS = "TECH-RECEIPTS", "TECH-PAYMENTS", "TECH-BALANCE", "TECH-AGREEMENTS"

_NAMES = {
    RECEIPTS: Words(
        kk="Технологиялар үшін шетелден түсімдер",
        ru="Поступления за технологии из-за рубежа",
        en="Receipts for technology from abroad",
    ),
    PAYMENTS: Words(
        kk="Технологиялар үшін шетелге төлемдер",
        ru="Платежи за технологии за рубеж",
        en="Payments for technology abroad",
    ),
    BALANCE: Words(
        kk="Технологиялық төлемдер балансы", ru="Баланс платежей за технологии", en="Balance of technology payments"
    ),
    AGREEMENTS: Words(
        kk="Технологиялар трансферті туралы келісімдер",
        ru="Соглашения о трансферте технологий",
        en="Agreements on technology transfer",
    ),
}


def way_of(agreement: Agreement, home: dict[str, bool]) -> Way | None:
    """Return where a technology goes; nothing where an agreement is said to be with abroad and nobody is there.

    Parameters
    ----------
    agreement
        Who gives to whom.
    home
        Whether each enterprise is in the country of the case.
    """
    giver, taker = home[agreement.giver], home[agreement.taker]
    if giver and taker:
        return None if agreement.abroad else Way.DOMESTIC
    return Way.OUTWARD if giver else Way.INWARD


def register(case: Case) -> tuple[tuple[Transfers, ...], tuple[Balance, ...], tuple[Message, ...]]:
    """Return the transfers, the balances of all years, and notes on agreements that do not say which side is abroad."""
    signed: defaultdict[tuple[int, TransferKind, Way], int] = defaultdict(int)
    paid: defaultdict[tuple[int, TransferKind, Way], Decimal] = defaultdict(Decimal)
    notes = []
    home = {enterprise.id: is_at_home(enterprise, case) for enterprise in case.enterprises}
    for agreement in case.agreements:
        way = way_of(agreement, home)
        if way is None:
            text = mark(
                "agreement {agreement} is said to be with abroad, but both sides are at home; "
                "it is not in the balance of technology payments"
            )
            notes.append(Message(text=text, values={"agreement": agreement.id}))
            way = Way.DOMESTIC
        signed[agreement.signed.year, agreement.kind, way] += 1
        for year, amount in agreement.paid.items():
            paid[int(year), agreement.kind, way] += amount
    kinds, ways = list(TransferKind), list(Way)
    keys = sorted({*signed, *paid}, key=lambda key: (key[0], kinds.index(key[1]), ways.index(key[2])))
    transfers = tuple(
        Transfers(year=key[0], kind=key[1], way=key[2], agreements=signed.get(key, 0), paid=float(paid.get(key, 0)))
        for key in keys
    )
    counted = [one for one in transfers if one.kind in IN_BALANCE]
    years = sorted({key[0] for key in keys})
    balances = tuple(
        Balance(
            year=year,
            receipts=sum(one.paid for one in counted if one.year == year and one.way is Way.OUTWARD),
            payments=sum(one.paid for one in counted if one.year == year and one.way is Way.INWARD),
        )
        for year in years
    )
    return transfers, balances, tuple(notes)


def indicators_of(case: Case, transfers: tuple[Transfers, ...], balances: tuple[Balance, ...]) -> tuple[Indicator, ...]:
    """Return the register as nouns of the statistics: receipts, payments, balance, and agreements signed, by year."""
    if not balances:
        return ()
    series = {
        RECEIPTS: {one.year: one.receipts for one in balances},
        PAYMENTS: {one.year: one.payments for one in balances},
        BALANCE: {one.year: one.balance for one in balances},
        AGREEMENTS: {
            one.year: float(sum(row.agreements for row in transfers if row.year == one.year)) for one in balances
        },
    }
    return tuple(
        Indicator(
            id=code,
            name=_NAMES[code],
            unit="" if code == AGREEMENTS else case.currency,
            series=tuple(Observation(year=year, value=value) for year, value in values.items()),
        )
        for code, values in series.items()
    )
