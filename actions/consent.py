"""What counts as a yes, where a yes commits a person to something.

Consent is an explicit yes to exactly what was read back. "OK" may mean no more than "I
have read it", and "yes, but" asks for something else: neither is consent.
"""

from __future__ import annotations

import re

# A yes in a word, or words that tell us to do it.
_YES = (
    r"y|ye|yes|yeah|yea|yep|yup|aye|absolutely|definitely|certainly|of course|"
    r"confirm(?:ed)?|agreed|deal|correct|proceed|"
    r"i(?:'m| am)? (?:do |fully |happily )?(?:agree|accept|consent|confirm|approve)|"
    r"i do|go ahead|go for it|go on|carry on|please do|"
    r"(?:let'?s )?(?:do|set|book|make|pay|start) (?:it|that|this)(?: up| now)?|"
    r"set up (?:it|that|this|the plan)|"
    r"that(?:'s| is| will be)? (?:right|correct|works|suits|fine with me)|"
    r"(?:sounds|looks) (?:good|great|right|fine)|works for me|happy with (?:it|that)|"
    r"i want (?:it|that|this)|\N{THUMBS UP SIGN}"
)
_CLEAR = re.compile(rf"(?<!\w)(?:{_YES})(?!\w)", re.I)
# What takes a yes back, puts a condition on it, or leaves it open.
_OPEN = re.compile(
    r"\?|\b(?:but|if|unless|until|maybe|perhaps|possibly|might|depends|guess|suppose|"
    r"think|whatever|wait|hang on|hold on|although|though|however|except|instead|"
    r"rather|later|not|no(?! problem| worries)|nope|don'?t|can'?t|won'?t|never|"
    r"unsure|hm+|um+)\b",
    re.I,
)
# The whole message, where it was taken for something else: "set it up please".
_NOTHING_ELSE = re.compile(
    rf"\W*(?:(?:ok(?:ay)?|alright|sure|fine|great|good|and|just|so|please|now|thanks?|"
    rf"thank you|{_YES})(?:\W+|$))+",
    re.I,
)


def is_clear_yes(text: str, intent: str) -> bool:
    """Whether a typed message is an explicit yes to the one thing that was read back.

    A pressed button is a message with the button's own words, which are as explicit.
    """
    said = text.strip()
    if not _CLEAR.search(said) or _OPEN.search(said):
        return False
    return intent == "affirm" or bool(_NOTHING_ELSE.fullmatch(said))


def is_hesitant_yes(text: str, intent: str) -> bool:
    """Whether a message sounds like agreement, but not like consent."""
    return intent == "affirm" and not is_clear_yes(text, intent)
