"""Figures without a currency: money only where the words around them say so."""

from __future__ import annotations

import re
from decimal import Decimal

from bot.nlu.entities.entity import TAKEN, Span, Utterance

_FILLER = (
    r"(?:about|around|roughly|maybe|like|only|just|up\s+to|at\s+most|another|an\s+extra"
    r"|extra|say|approx(?:imately)?|a\s+max(?:imum)?\s+of|as\s+much\s+as|of|my)"
)
_MONEY_BEFORE = re.compile(
    r"(?:\A|\b(?:pay|pays|paying|paid|payed|send|sent|sending|take|took|taking|put|do|did"
    r"|give|gave|giving|afford|manage|managed|offer|offered|offering|accept|owe|owed"
    r"|owing|spare|transfer|transferred|charge|charged|clear|settle|drop|lower|raise"
    r"|increase|reduce|make|it|be|with|than|to|towards|amount|figure|sum|payment"
    r"|payments|instalments?|installments?|debit|refund|wait|sorry|actually|mean|rather|not|for|at|so|him"
    r"|them|you|of|was|is|but|then|plus|lump|limit|difference|extra|no|yes|ok|make\s+that|split|divide|spread|"
    rf"balance|minimum|borrow|borrowed|billed|claiming|x|@|said|say|meant|get|find|scrape|raise|have|got|go|says|home|earn|earns|income|wages?|salary|rent|bills)\b)[\s,:]*(?:{_FILLER}\s+)*$",
    re.I,
)
_MONEY_AFTER = re.compile(
    r"\s*(?:now|today|tonight|tomorrow|off|extra|more|instead|towards|straight\s+away"
    r"|i\s+(?:paid|sent)|right\s+now|left|upfront|up\s+front|down|first|on\s+(?:it|my|the)|from\s+you"
    r"|for\s+(?:you|now)|would|and\s+(?:we're|we|you|call|that's|be|i'm)|rn|final|final\w*"
    rf"|{TAKEN}|take\s+it|or\s+nothing|even|tops|max|\?|$|\.|,|!)",
    re.I,
)
# Not "windows 10", "catch 22".
_LEAD_IN = re.compile(
    r"(?:\A|[^\w\s]|\b(?:about|around|maybe|like|say|only|just|another|to|how|what|ok|okay"
    r"|with|and|or|max|probably|perhaps|roughly|least|most|than|can|will|could|would|well"
    r"|lets?|yeah|um|er|hmm|then|have|us|please|so|a|i|is|call|final|offer|find|raise|get"
    r"|use|add|start|begin|stick|try|another|lend|save|saved|scrape|together))\s*$",
    re.I,
)
_STRONG_AFTER = re.compile(rf"\s*(?:(?:on\s+|by\s+|for\s+)?{TAKEN}|each\b)", re.I)
_WEAK_BEFORE = re.compile(
    r"\b(?:at|for|to|of|have|got|is|was|it|no|be|by|then|so|but|yes|ok|says|go|it'?s)\s+$",
    re.I,
)
_THING = re.compile(
    r"\s+(?:(?!a\b|per\b|each\b|every\b|on\b|now\b|today\b|then\b|and\b|or\b|is\b|if\b|in\b"
    r"|to\b|by\b|at\b|for\b|from\b|with\b|until\b|please\b|pls\b|but\b|so\b|as\b|would\b"
    r"|that\b|this\b|next\b|the\b|off\b|extra\b|more\b|instead\b|towards\b|when\b|because\b"
    r"|i\b|we\b|you\b|it\b|max\b|tops\b|ok\b|right\b|straight\b|will\b|can\b|every|left\b"
    r"|should\b|could\b|was\b|out\b|down\b|up\b|upfront\b|final\b|first\b|rn\b|only\b|just\b"
    r"|not\b|no\b|wait\b|sorry\b|actually\b|thanks\b|before\b|after\b|maybe\b|take\b|how\b"
    r"|across\b|over\b|back\b|went\b|total\b|altogether\b|once\b|since\b|has\b|have\b|did\b"
    r"|here\b|yeah\b|yep\b|yes\b|ish\b|lol\b|though?\b|about\b|til\b|till\b|again\b|cos\b"
    r"|cuz\b|coz\b|tbh\b|atm\b|thx\b|ta\b|cheers\b|asap\b|going\b|start|begin|u\b|even\b|into\b|split\b|spread\b|mate\b"
    r"|my\b|me\b|do\b|cash\b|together\b|of\s+it\b|lump\b|monthly\b|weekly\b|fortnightly\b|or\s)[a-z])",
    re.I,
)
_RATIO = re.compile(r"\s*out\s+of\b", re.I)
_OUT_OF = re.compile(r"\b(?:out\s+of|an?)\s+$", re.I)
_CODE_BEFORE = re.compile(
    r"\b(?:ref(?:erence)?|account|acct|ending|ends\s+in|code|pin|zip|postcode|number|no\."
    r"|aged?|flat|room|chapter|ch|article|section|apt|apartment|house|phone|since|year"
    r"|error|am|(?:s?he|dad|mum|mom|mother"
    r"|father|husband|wife|gran\w*|nan|son|daughter)(?:'s|\s+is)|i\s+was|from|turned|option|page|step|plan|card|half|i'm|im|before|after|until|between|past"
    r"|born|in)\s*(?:is|of|was|:|#)?\s*$",
    re.I,
)


def means_money(said: Utterance, span: Span, value: Decimal) -> bool:
    """A figure without a currency is money only where the words around it say so."""
    start, end = span
    before, after = said.before(start), said.open[end:]
    alone = not re.search(r"\w", said.text[:start] + said.text[end:])
    if alone:
        return True
    if _CODE_BEFORE.search(before) or _RATIO.match(after) or _OUT_OF.search(before):
        return False
    to_the_penny = re.search(r"\.\d\d$", said.text[start:end])
    if _THING.match(after) and not to_the_penny:
        return False
    if _STRONG_AFTER.match(after) and (value >= 5 or said.text[start].isdigit()):
        return True
    if value < 5:  # "one of you", "what can u do 4 me"
        return False
    if _WEAK_BEFORE.search(before):
        return value >= 13 and value not in range(1900, 2100)
    return bool(_MONEY_BEFORE.search(before)) or (
        value >= 10
        and bool(_MONEY_AFTER.match(after))
        and bool(_LEAD_IN.search(before))
    )
