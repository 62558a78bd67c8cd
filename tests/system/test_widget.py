"""The demo's bank page: who is signed in to the bank is asked for a code only."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from bot.demo.portfolio.people import PRIYA
from tests.system.browser import DebtorPage, broken_rules, chromium, somebodys
from tests.system.people import People
from tests.system.running import System

pytestmark = [pytest.mark.rasa, pytest.mark.browser]


def test_a_customer_of_the_bank_is_asked_for_a_code_only(
    system: System, people: People
) -> None:
    priya = people.named(PRIYA)
    with chromium() as browser, somebodys(browser, "customer") as own:
        debtor = DebtorPage(system, own)
        debtor.hears("I'm a bot")
        with debtor.page.expect_response("**/chat/sign-in") as signed_in:
            debtor.page.get_by_label("Signed in as").select_option(PRIYA.reference)
        assert signed_in.value.ok
        assert broken_rules(debtor.page) == []

        debtor.say("how much do I owe?")
        debtor.hears("six-digit code")
        debtor.say(debtor.newest_code(priya.address))

        expect(debtor.hears("everything I can see")).to_contain_text("Total")
