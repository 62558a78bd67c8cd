"""Whether a day without a date lies behind or ahead: paid Friday, will pay Friday."""

from __future__ import annotations

import re

_BACK = (
    r"paid|payed|sent|made|transferred|settled|cleared|missed|skipped|bounced|failed"
    r"|died|passed|left my|it left|remitted|went|came out|took|taken|was|were|wasn't"
    r"|did|didn't|had|hadn't|lost|filed|called|rang|texted|received|got|posted|opened|forgot|returned"
    r"|declined|charged|stopped|spoke|told|since|moved|been|arrived|landed|already"
    r"|reported|signed|applied|has|receipt|started|buried"
    r"|mailed|deposited|wired|debited|deducted|withdrew|withdrawn|processed"
)
_AHEAD = (
    r"be\s+(?:moved|taken|paid|made|changed|charged|sent|pushed|put|set|collected)|"
    r"will|won't|wont|can|can't|could|going to|gonna|gona|promise"
    r"|(?:gets?|getting|be|being|am|i'm|im|are|is) paid|let me|move|until|till|til"
    r"|want|would|shall|expect|give me|push|call me|ring me|wait|hold"
)
_CUE = re.compile(
    rf"(?:(?<!\w)(?P<back>{_BACK})|(?<!\w)(?P<ahead>{_AHEAD})|(?P<short>(?<=\w)'(?:ll|d)))"
    r"(?!\w)",
    re.I,
)
_NEAR = 120  # letters; a bound on the work, whatever is typed
_SENTENCE_END = re.compile(r"[.!?;\n]")


def looks_back(text: str, start: int, end: int) -> bool:
    """Whether the words nearest before ``start`` (else after ``end``) tell of the past.

    Only the sentence around the place counts; with no cue, people speak of what is
    to come.
    """
    before = _SENTENCE_END.split(text[max(0, start - _NEAR) : start])[-1]
    cues = list(_CUE.finditer(before))
    if cues:
        return cues[-1]["back"] is not None
    after = _CUE.search(_SENTENCE_END.split(text[end : end + _NEAR])[0])
    return after is not None and after["back"] is not None
