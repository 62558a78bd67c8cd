"""The six named people tell their stories through the services, on any day."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import date

import pytest

from bot.demo.portfolio import PEOPLE, DemoPerson
from bot.demo.portfolio.people import DANIEL, EILEEN, GRACE, MARIA, PRIYA, TOM
from debt.account import AccountStatus, Phase
from debt.delinquency import Explanation, FactKind
from debt.errors import Blocked
from debt.identity import IdentityFacts
from debt.ledger import ReturnReason
from debt.money import Money
from debt.plan import InstalmentState, PlanState
from debt.rights import BlockKind
from tests.bot.demo.seeded import TODAY, Demo, open_demo

DAYS = (TODAY, date(2028, 2, 29), date(2027, 12, 31), date(2027, 3, 31))


@pytest.fixture(scope="module", params=DAYS, ids=str)
def six(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Demo]:
    """Only the six named people, on different days."""
    demo = open_demo(tmp_path_factory.mktemp("six") / "p.db", request.param, 6)
    yield demo
    demo.debt.database.close()


def kinds(explanation: Explanation) -> Counter[FactKind]:
    return Counter(each.kind for each in explanation.facts)


@pytest.mark.parametrize("person", PEOPLE, ids=lambda each: each.name)
def test_reference_and_birthday_let_each_of_the_six_in(
    six: Demo, person: DemoPerson
) -> None:
    with six.debt.database.begin() as tx:
        assert six.verify(tx, person).name == person.name


@pytest.mark.parametrize("person", PEOPLE, ids=lambda each: each.name)
def test_the_postcode_brings_a_code_too(six: Demo, person: DemoPerson) -> None:
    facts = IdentityFacts(person.reference, None, person.postcode)
    sent_before = len(six.codes.sent)

    with six.debt.database.begin() as tx:
        six.debt.identity.submit(tx, person.postcode, facts, person.postcode)

    assert len(six.codes.sent) == sent_before + 1


@pytest.mark.parametrize("person", PEOPLE, ids=lambda each: each.name)
def test_each_of_the_six_has_three_to_five_lines_to_type(person: DemoPerson) -> None:
    assert 3 <= len(person.say) <= 5


def test_maria_missed_one_payment_and_nothing_else(six: Demo) -> None:
    (explanation,) = six.explanations(MARIA)

    facts = kinds(explanation)

    assert facts[FactKind.MISSED] == 1
    assert facts[FactKind.FEE] == 1
    assert not {FactKind.SHORT, FactKind.LATE, FactKind.RETURNED} & set(facts)
    assert explanation.days_past_due == 20
    assert explanation.phase is Phase.SOFT


def test_toms_card_expired_and_two_payments_came_back(six: Demo) -> None:
    (explanation,) = six.explanations(TOM)

    returned = [e for e in explanation.facts if e.kind is FactKind.RETURNED]

    assert [each.reason for each in returned] == [ReturnReason.CARD_EXPIRED] * 2
    assert kinds(explanation)[FactKind.FEE] == 1
    assert kinds(explanation)[FactKind.MISSED] == 2


def test_priya_is_about_three_months_behind_on_two_debts(six: Demo) -> None:
    with six.debt.database.begin() as tx:
        lines = six.debt.accounts.of(tx, six.verify(tx, PRIYA))

    assert {each.product for each in lines} == {"personal loan", "energy account"}
    assert {each.status for each in lines} == {AccountStatus.OVERDUE}
    assert all(70 <= each.days_past_due <= 95 for each in lines)


def test_forty_pounds_a_month_works_for_priyas_energy(six: Demo) -> None:
    with six.debt.database.begin() as tx:
        debtor = six.verify(tx, PRIYA)
        (energy,) = (
            each
            for each in six.debt.accounts.of(tx, debtor)
            if each.product == "energy account"
        )
        forty = Money.parse("40", "GBP")

        offer = six.debt.plans.propose(tx, debtor, energy.account_id, amount=forty)

    assert offer.schedule.total == energy.balance


def test_daniel_missed_the_third_instalment_of_his_plan(six: Demo) -> None:
    with six.debt.database.begin() as tx:
        debtor = six.verify(tx, DANIEL)
        (line,) = six.debt.accounts.of(tx, debtor)
        status = six.debt.plans.current(tx, debtor, line.account_id)

    assert status is not None
    assert line.status is AccountStatus.PLAN
    assert status.plan.state is PlanState.ACTIVE
    assert status.missed == 1
    paid = InstalmentState.PAID
    assert [each.state for each in status.instalments] == [
        paid,
        paid,
        InstalmentState.MISSED,
        *[InstalmentState.UPCOMING] * 3,
    ]


def test_eileen_can_settle_for_forty_percent_less(six: Demo) -> None:
    with six.debt.database.begin() as tx:
        debtor = six.verify(tx, EILEEN)
        (line,) = six.debt.accounts.of(tx, debtor)
        offer = six.debt.settlements.standing(tx, debtor, line.account_id)

    assert line.phase is Phase.RECOVERY
    assert offer is not None
    assert offer.percent_off == 40
    assert offer.amount + offer.saves == line.balance


def test_graces_dispute_blocks_only_the_card(six: Demo) -> None:
    with six.debt.database.begin() as tx:
        debtor = six.verify(tx, GRACE)
        lines = {each.product: each for each in six.debt.accounts.of(tx, debtor)}

        with pytest.raises(Blocked) as refused:
            six.debt.plans.offers(tx, debtor, lines["credit card"].account_id)

    assert refused.value.kind is BlockKind.DISPUTE
    assert lines["credit card"].status is AccountStatus.DISPUTE
    assert lines["phone contract"].status is AccountStatus.CURRENT
    assert not lines["phone contract"].past_due
