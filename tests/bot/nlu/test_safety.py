"""Plain words tell by themselves; questions, denials and manners of speaking do not."""

from __future__ import annotations

import re

import pytest
import yaml

from bot.nlu.reading import GUARDED
from bot.nlu.safety.net import told
from bot.nlu.safety.phrase import PhraseError, any_of, parse
from bot.nlu.safety.sign import sentences
from bot.nlu.safety.topics import TOPICS, entries_of, read_topic, signs, text_of
from tests.bot.nlu.examples import ROOT, training_examples
from tests.bot.nlu.test_examples import normal

TOLD = {
    "report_crisis": [
        "how much do I owe, not that it matters, I'm going to end my life",
        "I’m suicidal, since you ask",  # noqa: RUF001
        "you would all be better off without me",
        "i dont want to be here anymore",
        "I keep hurting myself",
        "thinking of taking an overdose",
        "nothing to live for",
        "honestly there is no point in living now",
        "I have swallowed a load of painkillers",
        "my son owes you and says he will end his life tonight",
        "my daughter told me she wants to kill herself over this",
        "She's taken an overdose because of your letter",
        "your customer is my brother and he is suicidal",
    ],
    "report_deceased": [
        "the account holder has died",
        "my husband passed away and this was his account",
        "we have the death certificate here",
        "you keep writing to a dead man",
    ],
    "report_identity_theft": [
        "someone opened this loan in my name",
        "I'm a victim of identity theft",
        "somebody used my details to get a card",
        "I have an Action Fraud reference number",
    ],
    "report_bankruptcy": [
        "I've just been made bankrupt",
        "we are both in an IVA now",
        "we filed Chapter 13 last spring",
        "this was included in my bankruptcy",
        "an undischarged bankrupt, that's me",
    ],
    "report_breathing_space": [
        "StepChange are dealing with my debts now",
        "I'm on a DMP with PayPlan",
        "my breathing space started on the 4th",
        "I've got a debt adviser helping me",
        "Citizens Advice said to hold the account",
    ],
    "report_attorney": [
        "my attorney handles this",
        "please talk to my solicitor",
        "I have hired a lawyer",
        "we are represented by counsel",
        "the matter is with a law firm, they act for me: write to my lawyers",
    ],
    "dispute_debt": [
        "I don't owe you a penny",
        "i dont owe this money and never did",
        "this is not my debt",
        "I do n't owe this money",
        "the balance is wrong by miles",
        "I formally dispute the balance",
    ],
    "stop_contact": [
        "stop texting me day and night",
        "do not contact me again",
        "leave me alone, all of you",
        "remove my number from your list",
        "cease and desist, please",
    ],
    "report_vulnerability": [
        "I have dementia and get muddled",
        "I can't read very well",
        "my dad died and I'm in pieces",
        "my husband is violent towards me",
        "I am deaf, by the way",
    ],
    "request_agent": [
        "a real human please, right now",
        "can I talk to someone",
        "put me through to your manager",
        "I would love to speak with a real person today",
        "enough of this bot, give me an agent",
    ],
}
NOT_TOLD = [
    # Manners of speaking, and what only looks like a word.
    "My name is Ms Brown",
    "this bill is killing me",
    "I am dying to pay it off",
    "I'd die of shame if they knew",
    "my phone died",
    "have you seen Suicide Squad",
    "my laptop committed suicide",
    "you'll be the death of me",
    "my wife will kill me",
    "I'm dead on my feet",
    "I'd rather die than pay you",
    "the line went dead",
    "I took out life insurance",
    # Plans and absences.
    "I won't be here next week",
    "I'll be gone by Friday",
    "I want to end my plan",
    "I don't want to be here on a plan",
    "stop the payment or I will end the plan myself",
    "I don't want to live in debt",
    # Questions about a thing.
    "what happens if I go bankrupt",
    "is a lawyer needed",
    "do I need a solicitor for this",
    "how does breathing space work",
    "what happens to the debt when I die",
    "are you a real person or what",
    # Denials.
    "I'm not suicidal",
    "I won't kill myself over it",
    "I'm not disputing it",
    "not fraud, it was me",
    "don't transfer me to anybody",
    "don't stop the reminders",
    "I never went bankrupt or anything",
    # Other people's affairs, and what is over.
    "my brother in law is a lawyer",
    "my brother died by suicide",
    "he committed suicide in May",
    "a StepChange advert reminded me to pay",
    "the firm I worked for went bankrupt",
    "my dad passed his driving test",
]


@pytest.mark.parametrize(
    ("intent", "text"), [(name, text) for name, texts in TOLD.items() for text in texts]
)
def test_plain_words_are_heard(intent: str, text: str) -> None:
    assert intent in told(text)


@pytest.mark.parametrize("text", NOT_TOLD)
def test_other_words_are_not(text: str) -> None:
    assert told(text) == ()


def test_what_protects_more_goes_first() -> None:
    text = "Get me a human. Stop calling me. I want to kill myself."

    assert told(text) == ("report_crisis", "stop_contact", "request_agent")


def test_one_sentence_takes_nothing_back_from_another() -> None:
    assert "report_bankruptcy" in told("What if I lose my job? I am bankrupt.")


def test_courtesies_and_strange_questions_claim_no_right() -> None:
    idle = {"greet", "goodbye", "thank", "affirm", "deny", "cancel", "out_of_scope"}
    heard = [
        text for intent, text in training_examples() if intent in idle and told(text)
    ]

    assert heard == []


def test_no_example_of_another_intent_is_taken_for_danger() -> None:
    others = [text for intent, text in training_examples() if intent != "report_crisis"]

    assert [text for text in others if "report_crisis" in told(text)] == []


def test_the_examples_here_were_not_learned_from() -> None:
    learned = {normal(text) for _, text in training_examples()}
    here = [text for texts in TOLD.values() for text in texts] + NOT_TOLD

    assert [text for text in here if normal(text) in learned] == []


def test_every_sign_is_of_an_intent_in_the_domain() -> None:
    domain = yaml.safe_load((ROOT / "domain.yml").read_text(encoding="utf-8"))

    assert {sign.intent for sign in signs()} == set(TOLD) == set(GUARDED)
    assert set(TOLD) <= {str(name) for name in domain["intents"]}


@pytest.mark.parametrize("topic", TOPICS)
def test_every_list_is_used_and_every_line_is_short(topic: str) -> None:
    text = text_of(topic)
    used = set(re.findall(r"\{(\w+)\}", text))

    assert set(yaml.safe_load(text)["words"]) <= used
    assert [line for line in text.splitlines() if len(line) >= 100] == []


def stands(phrase: str, text: str) -> bool:
    lists = {"kin": any_of([parse("mum", {}), parse("step dad", {})])}
    return any(
        any(parse(phrase, lists).places(sentence.text)) for sentence in sentences(text)
    )


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("end it", "I will END\t it"),
        ("self harm", "I self-harm"),
        ("no contact", "No, contact"),
        ("{kin} died", "my step dad died"),
        ("(get|find me) one", "find me one"),
        ("(now )?please", "please"),
        ("me (right )?now", "me right now"),
        ("(a (big )?|the )dog", "a big dog"),
        ("dad .. died", "dad, who was ill, died"),
        ("dad .. died", "dad's just died"),
        ("dad ... died", "dad went to the hospital and then died"),
        ("don't", "I dont know"),
        ("don't", "I do n't know"),
        ("don't", "I don’t know"),  # noqa: RUF001
        ("stop$", "please stop!!"),
        ("^stop$", "🛑 stop."),
        ("i.v.a.", "an i.v.a. it is"),
        ("a+b", "that is a+b"),
        ("1692c c", "under 1692c(c)"),
    ],
)
def test_a_phrase_stands(phrase: str, text: str) -> None:
    assert stands(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "text"),
    [
        ("kill", "a skilled man"),
        ("end it", "end its"),
        ("{kin} died", "my uncle died"),
        ("dad .. died", "dad and all his three brothers died"),
        ("dad ... died", "dad is well. The dog died"),
        ("dad ... died", "dad " + "so " * 20 + "died"),
        ("^stop", "please stop"),
        ("stop$", "stop it"),
        ("i.v.a.", "iovoao"),
    ],
)
def test_a_phrase_does_not_stand(phrase: str, text: str) -> None:
    assert not stands(phrase, text)


@pytest.mark.parametrize(
    ("phrase", "why"),
    [
        ("{aunt} died", "no list is called 'aunt'"),
        ("kill(ing)", "a space is missing"),
        ("(now)please", "a space is missing"),
        ("(now please", "a bracket is not closed"),
        ("now) please", "')' is out of place"),
        ("now | please", "'|' is out of place"),
        ("()", "words are missing"),
        ("(now )?", "it holds no word that must stand"),
        ("now ^please", "'^' is out of place"),
        ("now$ please", "'$' is out of place"),
    ],
)
def test_a_malformed_phrase_is_refused(phrase: str, why: str) -> None:
    with pytest.raises(PhraseError, match=re.escape(why)):
        parse(phrase, {})


def test_an_error_names_file_intent_and_phrase() -> None:
    text = "signs:\n- intent: greet\n  told: |\n    hello, good {day}\n"

    with pytest.raises(PhraseError) as error:
        list(read_topic("talk.yml", text))

    assert str(error.value) == (
        "talk.yml, greet, told, 'good {day}': no list is called 'day'"
    )


def test_a_part_that_no_sign_has_is_refused() -> None:
    with pytest.raises(PhraseError, match=r"talk\.yml, greet: a sign has"):
        list(read_topic("talk.yml", "signs:\n- {intent: greet, tolled: hello}\n"))


def test_phrases_that_are_no_text_are_refused() -> None:
    with pytest.raises(PhraseError, match="below a bar"):
        list(read_topic("talk.yml", "signs:\n- {intent: greet, told: [hello]}\n"))


def test_phrases_stand_between_commas_and_on_lines() -> None:
    block = "one, two\n# three, four\n(five|\n  six) seven\n"

    assert entries_of(block) == ["one", "two", "(five| six) seven"]
