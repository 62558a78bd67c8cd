"""What the policy comes to for one account, for an operator to read."""

from __future__ import annotations

from typing import Any

from rich.box import SIMPLE_HEAD
from rich.console import Console
from rich.table import Table

from actions.formats import day, money
from debt.plan import PlanOffer
from debt.policy import Limits, Rule, Source
from debt.policy.resolution import limit_types
from debt.policy.values import shown
from debt.services.outlook import Outlook


def accounts_of(rule: Rule) -> str:
    """The accounts a rule is for, in words."""
    named = [
        ("creditor", rule.creditor),
        ("product", rule.product),
        ("phase", rule.phase and rule.phase.value),
        ("currency", rule.currency),
        ("balance from", rule.balance_from),
        ("balance below", rule.balance_below),
    ]
    words = [f"{name} {value}" for name, value in named if value is not None]
    return ", ".join(words) or "every account"


def print_outlook(outlook: Outlook, console: Console) -> None:
    """The case, each limit with its source, and what would be offered."""
    data = outlook_data(outlook)
    console.print(f"\n[bold]{data['name']}, {data['account']}[/bold]", highlight=False)
    facts = [f"{name} {value}" for name, value in data["case"].items()]
    console.print("; ".join(facts), highlight=False, markup=False)
    limits = Table(box=SIMPLE_HEAD, pad_edge=False)
    limits.add_column("Limit", no_wrap=True)
    limits.add_column("Value")
    limits.add_column("Decided by")
    for name, limit in data["limits"].items():
        limits.add_row(name, limit["value"], limit["from"])
    console.print(limits)
    offers = Table.grid(padding=(0, 2))
    for name, value in data["offers"].items():
        offers.add_row(name, value)
    console.print("[bold]Offers today[/bold]")
    console.print(offers)


def outlook_data(outlook: Outlook) -> dict[str, Any]:
    """The same for programs."""
    account, case = outlook.account, outlook.case
    locale = outlook.debtor.locale
    return {
        "debtor": outlook.debtor.id,
        "name": outlook.debtor.name,
        "account": f"{account.creditor.name} {account.product} {account.reference}",
        "case": {
            "creditor": case.creditor_id,
            "product": case.product,
            "phase": case.phase.value,
            "days late": str(outlook.summary.days_past_due),
            "balance": money(case.balance, locale),
            "status": outlook.summary.status.value,
        },
        "limits": {
            name: {
                "value": shown(_value(outlook.limits, name)),
                "from": _origin(outlook.sources.get(name)),
            }
            for name in limit_types()
        },
        "offers": _offers(outlook, locale),
    }


def _value(limits: Limits, name: str) -> Any:
    value: Any = limits
    for part in name.split("."):
        value = getattr(value, part)
    return value


def _origin(source: Source | None) -> str:
    if source is None:
        return "built in"
    if source.line is None:
        return f"built in for {accounts_of(source.rule)}"
    return f"line {source.line}, for {accounts_of(source.rule)}"


def _offers(outlook: Outlook, locale: str) -> dict[str, str]:
    if outlook.blocked:
        block = f"{outlook.blocked.kind.value} {outlook.blocked.reference}"
        return {"nothing": f"collecting is stopped: {block}"}
    limits = outlook.limits
    plans = {f"{each.pace.value} plan": _plan(each, locale) for each in outlook.plans}
    if outlook.no_plan:
        plans = {"plan": f"none: {outlook.no_plan.value}"}
    return {
        **plans,
        "settlement": _settlement(outlook, locale),
        "promise": f"until {day(outlook.promise_until, locale)}",
        "hold": f"{limits.hold.days} days, extended {limits.hold.extensions} times",
        "cards": limits.payment.cards.value.replace("_", " "),
    }


def _plan(offer: PlanOffer, locale: str) -> str:
    terms, schedule = offer.terms, offer.schedule
    return (
        f"{len(schedule.instalments)} x {money(terms.amount, locale)} "
        f"{terms.frequency.value}, {day(schedule.first.due, locale)} to "
        f"{day(schedule.last.due, locale)}, in all {money(schedule.total, locale)}"
    )


def _settlement(outlook: Outlook, locale: str) -> str:
    offer = outlook.settlement
    if offer is None:
        return "none"
    percent = outlook.account.settlement_percent
    owner = "by policy" if percent is None else "by the creditor for this account"
    return (
        f"{money(offer.amount, locale)} by {day(offer.expires_on, locale)}, "
        f"{offer.percent_off}% off {owner}"
    )
