"""Words that tell of a life in danger, wherever they stand in a message.

The intent model weighs a whole message, so a long one about money can hide one such
sentence. These words decide by themselves; the model still finds what is only hinted.
"""

from __future__ import annotations

import re

INTENT = "report_crisis"

_SELF = r"(?:my\s?self|me\s?self|mi\s?self)"
_NO_MORE = r"(?:any\s?more|no\s+more|any\s+longer)"
_DONT = r"(?:do\s*n'?o?t|no\s+longer|can'?t|cannot|can\s+not)"
_WORDS = (
    rf"(?:kill|hang|drown|shoot|poison|end|unalive)(?:ing|ed)?\s+{_SELF}",
    rf"(?:hurt|harm|cut)(?:ting|ing)?\s+{_SELF}",
    r"suicid(?:e|al)",
    r"self[\s-]?harm(?:ing|ed)?",
    r"(?:end(?:ing)?|take|taking|finish(?:ing)?)\s+my\s+(?:own\s+)?life",
    r"(?:want|wanna|going|ready|wish\s+i\s+could|like|rather)\s+(?:to\s+)?die"
    r"(?!\s+than\s+pay)",
    r"(?:wish|rather)\s+i\s+(?:was|were)\s+dead",
    r"(?:better\s+off|rather\s+be|wish\s+i\s+(?:was|were))\s+dead",
    r"(?:better\s+off|happier|better)\s+without\s+me",
    rf"{_DONT}\s+want\s+to\s+(?:live|be\s+alive|exist|wake\s+up)",
    rf"{_DONT}\s+want\s+to\s+be\s+here\s+{_NO_MORE}",
    r"no(?:thing|\s+reason|\s+point)?\s+(?:left\s+)?(?:to\s+live\s+for|(?:to|in)\s+liv(?:e|ing))",
    r"(?:take|taking|took|taken)\s+(?:an\s+)?(?:overdose|all\s+(?:my|the)\s+(?:pills|tablets))",
    r"(?:to|gonna)\s+overdose",
    r"jump(?:ing)?\s+(?:off|in\s+front\s+of|from)\s+(?:a|the)\s+(?:bridge|train|roof|building)",
    r"life\s+(?:is\s*n'?t|is\s+not|ain'?t)\s+worth\s+living",
    r"(?:matarme|suicidarme|quiero\s+morir|me\s+quiero\s+morir|no\s+quiero\s+vivir)",
)
_TOLD = re.compile(rf"(?<!\w)(?:{'|'.join(_WORDS)})(?!\w)", re.I)
_DENIED = re.compile(
    r"\b(?:not|never|isn'?t|wasn'?t|his|her|their|(?:he|she|they|who|dad|mum|son|daughter|brother|sister"
    r"|husband|wife|partner|friend)\s+(?:was|is|died\s+(?:by|of|from)|committed))"
    r"(?:\s+(?:going\s+to|gonna|feeling|thinking\s+of|thinking\s+about|saying\s+i'?m))?\s+$",
    re.I,
)


def tells_of_danger(text: str) -> bool:
    """Whether ``text`` says plainly that its writer may come to harm by own hand."""
    plain = text.replace("\N{RIGHT SINGLE QUOTATION MARK}", "'")
    return any(
        not _DENIED.search(plain[: match.start()]) for match in _TOLD.finditer(plain)
    )
