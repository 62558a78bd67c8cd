"""The conversation files and the code agree: nothing is missing, nothing left over."""

from __future__ import annotations

import inspect
import re
from collections import Counter
from collections.abc import Iterable

import pytest

from actions.choices import NEVER_OFFERED
from actions.identity import FACTS
from actions.plan_change_words import ChangeWish
from actions.plan_missed import Reason
from actions.registry import action_classes, action_name
from actions.rights import CLAIMS, reason_of
from actions.third_party import AUTHORITIES
from actions.wording import PLACEHOLDERS
from bot.meaning import EVENT_PREFIX, MalformedPayload, meaning_of
from bot.screen import Notice
from debt.account import AccountStatus, Phase
from debt.affordability import Outcome
from debt.budget import Group, Source
from debt.circumstance import PERSONAL, Question
from debt.circumstance import Reason as WhyBehind
from debt.contact import ChangeOutcome, Detail, Medium
from debt.delinquency import FactKind
from debt.disclosure import COLLECTOR
from debt.errors import ChangeRefusal, PlanRefusal
from debt.identity import CodeOutcome, FactsOutcome
from debt.interest import InterestState
from debt.ledger import ReturnReason
from debt.operator import Role, Texts, TimeBarred
from debt.payment import PaymentState, Purpose
from debt.payment_history import PaymentLineStatus
from debt.plan import InstalmentState
from debt.plan_change import ChangeKind
from debt.policy import RestOfDebt
from debt.policy.limits import Tone
from debt.rights import BlockKind
from debt.rights_request import RequestKind
from debt.schedule import Frequency
from tests.bot.nlu.examples import training_examples
from tests.conversation_files import (
    ROOT,
    Use,
    actions_followed,
    actions_of_rules,
    domain,
    files,
    intents_of_rules,
    keys_in_code,
    payloads_in_code,
    placeholders,
    read_yaml,
    responses,
    rules,
    sentences,
    steps,
    uses,
)


def leading_to(action: str) -> list[str]:
    """The intents whose rule runs an action."""
    return [
        step["intent"]
        for rule in rules()
        for step in steps(rule)
        if "intent" in step and {"action": action} in rule["steps"]
    ]


def values_of(members: Iterable[object]) -> list[str]:
    return [str(member.value) for member in members]  # type: ignore[attr-defined]


def choices() -> list[str]:
    """The intents that a button can stand for, and the way out."""
    trained = {intent for intent, _ in training_examples()}
    return ["something_else", *sorted(trained - NEVER_OFFERED)]


def slots_asked_for() -> list[str]:
    forms = domain()["forms"].values()
    return [slot for form in forms for slot in form["required_slots"]]


# Reasons that are not answered as trouble with money.
APART = (
    WhyBehind.ALREADY_PAID,
    WhyBehind.DISPUTE,
    WhyBehind.FORGOT,
    WhyBehind.PAY_DATE,
    WhyBehind.WONT_PAY,
)
# What may stand in the gap of each response that the code puts together.
FILLINGS = {
    "utter_balance_row_{}": values_of(AccountStatus),
    "utter_balance_history_row_{}": values_of(PaymentLineStatus),
    "utter_balance_interest_{}": values_of(InterestState),
    "utter_balance_{}": ["history", "no_history"],
    "utter_balance_{}_period": ["history", "no_history"],
    "utter_budget_{}": values_of((Outcome.PLAN, Outcome.TOKEN)),
    "utter_budget_row_{}": values_of([*Source, *Group]),
    "utter_budget_none_{}": ["less", "nothing"],
    "utter_choice_{}": choices(),
    "utter_delinquency_{}": ["explained", "no_cause"],
    "utter_delinquency_fact_{}": values_of(FactKind),
    "utter_delinquency_reason_{}": values_of(ReturnReason),
    "utter_hardship_{}": values_of((WhyBehind.PAY_DATE, WhyBehind.ALREADY_PAID)),
    "utter_hardship_desk_{}": values_of([*WhyBehind, *Question]),
    "utter_hardship_mirror_{}": values_of(set(WhyBehind) - {*PERSONAL, *APART}),
    "utter_identity_{}": values_of(FactsOutcome),
    "utter_disclosure_{}": [
        f"{kind.value}_{texts}"
        for kind in COLLECTOR
        for texts in (*values_of(Texts), "own")
    ],
    "utter_legitimacy_{}": values_of(Role),
    "utter_consequences_{}": [
        *("paused", "time_barred", "not_behind"),
        *(
            f"{phase}_{texts}"
            for phase in values_of(Phase)
            for texts in values_of(Texts)
        ),
    ],
    "utter_consequences_credit_{}": [
        f"{state}_{texts}" for state in ("open", "closed") for texts in values_of(Texts)
    ],
    "utter_invalid_{}": list(FACTS),
    "utter_payment_cards_{}": ["any", "debit"],
    "utter_payment_received_{}": [*values_of(Purpose), "settlement_rest"],
    "utter_payment_status_{}": values_of(PaymentLineStatus),
    "utter_payment_too_{}": ["much", "little"],
    "utter_promise_refused_{}": ["in_the_past", "too_far"],
    "utter_people_authority_{}": list(AUTHORITIES),
    "utter_people_channel_{}": ["web", "telegram", "teams"],
    "utter_people_complaint_{}": ["recorded", "known"],
    "utter_people_desk_{}": ["verified", "unverified", "unreachable", "no_consent"],
    "utter_contact_ask_{}": values_of(Detail),
    "utter_contact_code_{}": values_of(set(ChangeOutcome) - {ChangeOutcome.PASSED_ON}),
    "utter_contact_medium_{}": values_of(Medium),
    "utter_contact_prefer_{}": ["email", "sms", "post"],
    "utter_people_relationship_{}": list(AUTHORITIES),
    "utter_contact_wish_{}": ["stop", "only", "prefer"],
    "utter_plan_brief_{}": values_of(Frequency),
    "utter_plan_change_ask_{}": values_of(ChangeWish),
    "utter_plan_change_read_back_{}": values_of(ChangeKind),
    "utter_plan_change_refused_{}": [
        *values_of(PlanRefusal),
        *values_of(ChangeRefusal),
        *("other_currency", "too_large"),
    ],
    "utter_plan_missed_{}": values_of(Reason),
    "utter_plan_offers_{}": values_of(Tone),
    "utter_plan_referral_{}": ["waiting", "declined"],
    "utter_plan_refused_{}": [
        *values_of(PlanRefusal),
        *("declined", "payday", "other_currency", "too_large", "above_affordable"),
    ],
    "utter_plan_row_{}": values_of(InstalmentState),
    "utter_settlement_bid_{}": ["accepted", "standing_is_better", "counter"],
    "utter_settlement_credit_file_{}": values_of(Texts),
    "utter_settlement_rest_{}": values_of(RestOfDebt),
    "utter_resume_{}": slots_asked_for(),
    "utter_vulnerability_{}": values_of((*PERSONAL, WhyBehind.OTHER)),
    "utter_plan_terms_{}": [
        *("general", "person", "change", "ending"),
        *("cost", "cost_fee", "missed", "missed_fee"),
    ],
    "utter_rights_paused_{}": values_of(BlockKind),
    "utter_claim_ask_{}": [
        right for right, claim in CLAIMS.items() if claim.is_asked_about
    ],
    "utter_old_debt_{}": ["not_reached", *values_of(TimeBarred)],
    "utter_rights_desk_{}": {*values_of(BlockKind), *values_of(RequestKind)},
    "utter_rights_{}": leading_to("action_claim_right"),
}


def expanded(key: str) -> list[str]:
    return [key.format(each) for each in FILLINGS[key]] if "{}" in key else [key]


def said(use: Use) -> set[str]:
    return {each for key in use.keys for each in expanded(key)}


def said_in_code() -> set[str]:
    return {each for key in keys_in_code() for each in expanded(key)}


def values_of_question(slot: str) -> set[str]:
    """What the action that asks for a slot fills its responses with."""
    action = next((a for _, a in prompts() if a.endswith(f"_form_{slot}")), None)
    asking = [cls for cls in action_classes() if action_name(cls) == action]
    return {
        value
        for cls in asking
        for key in re.findall(r"utter_\w+", inspect.getsource(cls))
        if key in responses()
        for value in placeholders(key)
    }


def prompts() -> list[tuple[str, str]]:
    """For each slot of a form, the two names Rasa seeks its question under."""
    return [
        (f"utter_ask_{form}_{slot}", f"action_ask_{form}_{slot}")
        for form, content in domain()["forms"].items()
        for slot in content["required_slots"]
    ]


def payloads() -> list[str]:
    return [
        button["payload"].replace("{{", "{").replace("}}", "}")
        for variants in responses().values()
        for variant in variants
        for button in variant.get("buttons", ())
    ]


def test_the_domain_lists_exactly_the_actions_there_are() -> None:
    written = [action_name(cls) for cls in action_classes()]

    assert sorted(domain()["actions"]) == sorted(written)


def test_every_pattern_of_the_code_is_looked_at_here() -> None:
    patterns = {key for key in keys_in_code() if "{}" in key}

    assert patterns == set(FILLINGS)


def test_every_response_that_the_code_says_exists() -> None:
    assert said_in_code() - set(responses()) == set()


def test_every_action_of_the_rules_exists() -> None:
    known = {*domain()["actions"], *domain()["forms"], *responses(), "action_listen"}

    assert actions_of_rules() - known == set()


def test_every_question_of_a_form_is_asked_in_exactly_one_way() -> None:
    for response, action in prompts():
        ways = [response in responses(), action in domain()["actions"]]

        assert ways.count(True) == 1, response


def test_what_we_were_doing_is_said_with_the_values_of_the_question() -> None:
    """It is said in place of the question, which gives the values."""
    unknown = {
        f"{slot}: {name}"
        for slot in slots_asked_for()
        for name in placeholders(f"utter_resume_{slot}") - values_of_question(slot)
    }

    assert unknown == set()


def test_no_response_is_left_over() -> None:
    asked = {response for response, _ in prompts()}
    used = said_in_code() | actions_of_rules() | asked
    used |= {f"utter_resume_{slot}" for slot in domain()["slots"]}

    assert set(responses()) - used == set()


def test_no_action_is_left_over() -> None:
    by_name = {f"validate_{form}" for form in domain()["forms"]}
    by_name |= {action for _, action in prompts()}
    led_to = actions_of_rules() | actions_followed()

    assert set(domain()["actions"]) - led_to - by_name == set()


def test_no_response_is_written_in_two_files() -> None:
    keys = Counter(
        key for path in files("responses") for key in read_yaml(path)["responses"]
    )

    assert [key for key, count in keys.items() if count > 1] == []


def test_no_two_rules_have_the_same_title() -> None:
    titles = Counter(rule["rule"] for rule in rules())

    assert [title for title, count in titles.items() if count > 1] == []


def test_every_response_belongs_to_the_topic_of_its_file() -> None:
    strays = [
        key
        for path in files("responses")
        for key in read_yaml(path)["responses"]
        if not re.match(rf"utter_(ask_|invalid_|resume_)?{path.stem.rstrip('s')}", key)
    ]

    assert strays == []


def test_the_answers_of_a_form_are_named_after_its_task() -> None:
    strays = [
        (form, slot)
        for form, content in domain()["forms"].items()
        for slot in content["required_slots"]
        if not slot.startswith(form.removesuffix("form"))
    ]

    assert strays == []


def test_every_intent_leads_somewhere() -> None:
    assert set(domain()["intents"]) - set(intents_of_rules()) == set()


def test_every_intent_of_the_rules_is_in_the_domain() -> None:
    known = {*domain()["intents"], "nlu_fallback"}

    assert set(intents_of_rules()) - known == set()


def test_no_intent_has_two_rules() -> None:
    counts = Counter(intents_of_rules())

    assert [intent for intent, count in counts.items() if count > 1] == []


def test_every_event_of_ours_is_in_the_domain() -> None:
    payment_states = set(PaymentState) - {PaymentState.CREATED, PaymentState.PENDING}
    names = ["conversation_started", "handed_back", "file_received", "contact_code"]
    names += ["autopay_ready", "autopay_failed"]
    names += values_of(Notice)
    names += [f"code_{outcome}" for outcome in values_of(CodeOutcome)]
    names += [f"payment_{state}" for state in values_of(payment_states)]

    events = [n for n in domain()["intents"] if n.startswith(EVENT_PREFIX)]

    assert sorted(events) == sorted(EVENT_PREFIX + name for name in names)


def test_every_button_means_something_known() -> None:
    assert payloads()
    for payload in payloads():
        meaning = meaning_of(payload)

        assert meaning["intent"]["name"] in domain()["intents"], payload
        named = {each["entity"] for each in meaning["entities"]}
        assert named <= set(domain()["entities"]), payload


def test_no_button_stands_for_an_event_of_ours() -> None:
    assert [each for each in payloads() if EVENT_PREFIX in each] == []


def test_every_button_of_the_code_means_something_known() -> None:
    assert payloads_in_code()
    for payload in payloads_in_code():
        intent, entity = re.fullmatch(r'/(\w+)\{"(\w+)": "\{\}"\}', payload).groups()  # type: ignore[union-attr]

        assert intent in domain()["intents"]
        assert entity in domain()["entities"]


@pytest.mark.parametrize("payload", ["", "affirm", "/", "/affirm {", "/a{b}", "/a b"])
def test_a_payload_that_means_nothing_is_refused(payload: str) -> None:
    with pytest.raises(MalformedPayload):
        meaning_of(payload)


def test_every_value_that_a_response_needs_is_given() -> None:
    missing = {
        f"{use.place} {key}": needed
        for use in uses()
        for key in said(use)
        if use.values is not None
        and (needed := placeholders(key) - PLACEHOLDERS - use.values)
    }

    assert missing == {}


def test_no_value_is_given_that_no_response_needs() -> None:
    extra = {
        use.place: use.values
        - {name for key in said(use) for name in placeholders(key)}
        for use in uses()
        if use.keys and use.values
    }

    assert {place: values for place, values in extra.items() if values} == {}


def test_what_the_rules_say_needs_no_values() -> None:
    asked = {response for response, _ in prompts()} & set(responses())
    said = (actions_of_rules() & set(responses())) | asked

    assert {key for key in said if placeholders(key) - PLACEHOLDERS} == set()


def test_every_text_has_whole_braces() -> None:
    for key, variants in responses().items():
        for text in sentences(variants):
            rest = re.sub(r"\{\{.*\}\}|\{\w+\}", "", text)

            assert not set(rest) & set("{}"), key


def test_every_response_has_words_for_a_channel_that_has_none_of_its_own() -> None:
    special = [
        key
        for key, variants in responses().items()
        if all("channel" in variant for variant in variants)
    ]

    assert special == []


def test_every_reason_for_a_person_has_words_at_the_desk() -> None:
    strings = (ROOT / "bot/web/static/desk/strings/en.js").read_text(encoding="utf-8")
    table = strings[strings.index("const reasons") : strings.index("};")]
    known = re.findall(r"^  (\w+):", table, re.MULTILINE)

    own = ["crisis", "wrong_person", "turn_failed", "undelivered", "request_plan"]
    own += ["request_settlement", "file_received", "report_payment_problem"]
    own += ["act_for_someone", "set_contact_preference", "change_contact_details"]
    own += ["make_complaint", "request_my_data", "delete_my_data", "request_callback"]
    own += ["cease", "vulnerability", "request_validation", "ask_old_debt"]
    own += ["request_hold"]
    own += ["not_understood", "express_frustration"]
    sent = {*own, *map(reason_of, CLAIMS)}
    sent |= set(leading_to("action_request_agent"))

    assert sorted(known) == sorted(sent)
