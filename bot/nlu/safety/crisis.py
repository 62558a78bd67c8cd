"""Words that tell of a life in danger, wherever they stand in a message.

The intent model weighs a whole message, so a long one about money can hide one such
sentence. Here each tells by itself; the model still finds what is only hinted at.
"""

from bot.nlu.safety.sign import Sign

_SELF = r"(?:my\s?self|me\s?self|mi\s?self|meself)"
_NO_MORE = r"(?:any\s?more|no\s+more|any\s+longer|much\s+longer|tomorrow|next\s+week)"
_DONT = r"(?:do\s*n'?o?t|no\s+longer|can'?t|cannot|can\s+not|never|dinnae)"
_DIE = r"(?:die|be\s+dead|end\s+it(?:\s+all)?|disappear\s+for\s+good|never\s+wake\s+up)"

CRISIS = Sign(
    "report_crisis",
    told=(
        rf"(?:kill|hang|drown|shoot|poison|end|off|unalive|kil|hanging|top)(?:l?ing|ed)?\s+{_SELF}",
        rf"(?:hurt|harm|cut)(?:t?ing)?\s+{_SELF}(?!\s+(?:off|loose|a\s|some|in\s+half|shaving|cooking))",
        r"(?:suicide|suicidal|suicid|suicde|suiside|sewerslide|kms|unalive)",
        r"self[\s-]?harm(?:ing|ed)?",
        r"(?:end|ending|take|taking|finish|finishing)\s+(?:of\s+)?my\s+(?:own\s+)?life",
        r"(?:want|wanna|want\s+2|going|gonna|ready|wish\s+i\s+could|like|rather|hoping|plan|planning|about)"
        rf"\s+(?:just\s+)?(?:to\s+|2\s+)?(?:just\s+)?{_DIE}(?!\s+(?:than\s+pay|of\s+(?:shame|embarrassment)|laughing))",
        r"(?:wish|rather|if)\s+i\s+(?:was|were|wasn'?t|weren'?t)\s+(?:dead|born|alive|here\s+any\s?more)",
        r"wish\s+i'?d?\s+(?:had\s+)?never\s+(?:been\s+born|woke(?:n)?\s+up)",
        r"(?:better\s+off|rather\s+be)\s+dead",
        r"(?:better\s+off|happier|better|easier)\s+(?:if\s+i\s+(?:was|were|wasn'?t|weren'?t)\s+(?:dead|gone|here|around|not\s+here|alive|born)"
        r"|without\s+me|when\s+i'?m\s+gone|with\s+me\s+gone)",
        r"better\s+if\s+i\s+(?:was|were|wasn'?t|weren'?t|did\s*n'?t|just\s+did\s*n'?t)\s+(?:dead|gone|here|around|not\s+here|alive|wake\s+up|exist)",
        rf"{_DONT}\s+(?:really\s+)?(?:want|wanna|wan|plan|deserve)\s*(?:to\s+|2\s+)?(?:live|be\s+alive|exist|wake\s+up|carry\s+on\s+living|go\s+on\s+living|be\s+in\s+this\s+world)",
        rf"{_DONT}\s+(?:want|wanna|see\s+(?:my\s?self)?)\s*(?:to\s+|2\s+)?(?:be(?:ing)?)\s+(?:here|around|alive|on\s+this\s+earth)(?:\s+{_NO_MORE}|\s+for\s+(?:my|the|another)|\s*$|\s*[.!])",
        rf"(?:won'?t|will\s+not|not\s+going\s+to|not\s+gonna)\s+be\s+(?:here|around|alive)\s+(?:{_NO_MORE}|by\s+then|to\s+(?:pay|see)|for\s+(?:christmas|much|long))",
        r"(?:no(?:thing|\s+reason|\s+point|t\s+much\s+point)?|any\s+(?:reason|point)|anything|(?:what'?s|whats|what\s+is|see)\s+the\s+point)"
        r"\s+(?:is\s+there\s+|left\s+)?(?:to\s+live\s+for|(?:to|in|of)\s+(?:living|live|being\s+alive|being\s+here\s+any\s?more|life|go(?:ing)?\s+on\s+living))",
        r"(?:take|taking|took|taken)\s+(?:an\s+)?(?:overdose|od|all\s+(?:of\s+)?(?:my|the|these|them)\s+(?:pills|tablets|meds|sleeping\s+pills))",
        r"(?:to|gonna|going\s+to|i'?ll|might|tried\s+to|i)\s+(?:overdose|od)",
        r"(?:saving|saved|got|counting|counted|bought|have|collected|looking\s+at|staring\s+at)\s+(?:up\s+)?(?:all\s+|enough\s+|a\s+load\s+of\s+|the\s+|my\s+|these\s+)*(?:pills|tablets|rope)"
        r"(?:\s+(?:ready|here|out|lined\s+up|in\s+(?:my\s+hand|front\s+of\s+me)|to\s+(?:do\s+it|end)))",
        r"jump(?:ing)?\s+(?:off|in\s+front\s+of|from|under)\s+(?:a|the|of\s+a|of\s+the|that)\s+(?:\w+\s+)?(?:bridge|train|roof|building|bus|tube|car\s+park|cliff|lorry|truck)",
        r"(?:walk|step|drive|throw\s+my\s?self)\s+(?:out\s+)?(?:in\s+front\s+of|under|off|into)\s+(?:a|the|that|oncoming)\s+(?:\w+\s+)?(?:bridge|train|bus|tube|cliff|lorry|truck|traffic|wall|sea|river)",
        r"life\s+(?:is\s*n'?t|is\s+not|isnt|ain'?t|not|no\s+longer)\s+worth\s+(?:living|it|carrying)",
        r"(?:no|not)\s+worth\s+(?:living|being\s+alive)",
        r"(?:said|saying|written|writing|wrote|say)\s+(?:my\s+)?(?:goodbyes?|goodbye\s+(?:letters?|notes?)|a\s+suicide\s+note)\s+(?:to\s+(?:my|the|everyone)|letters?|notes?)",
        r"(?:final|only|one)\s+way\s+out\s+(?:left\s+)?(?:is|for\s+me|of\s+this\s+(?:life|world))",
        r"(?:ending|end)\s+(?:it\s+all|it\s+tonight|everything\s+tonight|things\s+for\s+good|my\s+pain|the\s+pain)",
        r"(?:thoughts?\s+of|thinking\s+(?:of|about)|think\s+about|thought\s+about)\s+(?:\w+\s+){0,2}(?:ending\s+(?:it|things|everything)|not\s+being\s+here|not\s+waking\s+up|dying|killing)",
        r"(?:go|went)\s+to\s+sleep\s+and\s+(?:never|not)\s+wake\s+up",
        r"(?:hope|pray|wish|praying|hoping)\s+(?:that\s+)?i\s+(?:just\s+)?(?:do\s*n'?t|never|won'?t|didn'?t)\s+wake\s+up",
        r"(?:matarme|suicidarme|suicidio|quiero\s+morir(?:me)?|me\s+quiero\s+morir|no\s+quiero\s+vivir)",
    ),
    denied=(
        r"(?:not|never|isn'?t|wasn'?t|his|her|their|no|anti|(?:he|she|they|who|dad|mum|mom|son|daughter|brother|sister"
        r"|husband|wife|partner|friend|mate|cousin|uncle|neighbour|neighbor)\s+(?:was|is|died\s+(?:by|of|from)|committed|attempted|tried))"
        r"(?:\s+(?:going\s+to|gonna|feeling|thinking\s+of|thinking\s+about|saying\s+i'?m|saying\s+i\s+am|gonna\s+be))?",
    ),
    unless=(
        r"suicide\s+(?:squad|rates?|awareness|prevention\s+(?:charity|week|run|walk)|bomber|mission|pact\s+in|note\s+in\s+the)",
        r"(?:film|movie|novel|book|song|episode|show|game|play)\b.*\bsuicid\w+",
        r"(?:financial|career|commercial|political|professional)\s+suicide",
        r"kill\s+myself\s+(?:laughing|working|at\s+the\s+gym)",
    ),
)
