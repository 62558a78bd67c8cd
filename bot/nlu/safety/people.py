"""Words that ask for a person, and words that ask to be left alone."""

from bot.nlu.safety.sign import Sign

_PERSON = (
    r"(?:humans?|humna|hunam|persons?|people|agents?|agnets?|aggent|operators?|representatives?|representitives?|rep|reps|advis[eo]rs?|supervisors?|managers?|staff(?:\s+member)?"
    r"|(?:team|staff)\s+member|member\s+of\s+(?:staff|the\s+team|your\s+team)|someone|somebody|some\s?one|real\s+\w+|actual\s+\w+|living\s+\w+|call\s+handler|case\s?worker|customer\s+(?:service|services|care|support)|csr|specialist|colleague)"
)
_ME = r"(?:me|us)"
_CONTACT = r"(?:contact(?:ing)?|call(?:ing)?|text(?:ing)?|txt(?:ing)?|messag(?:e|ing)|email(?:ing)?|e-mail(?:ing)?|writ(?:e|ing)|phon(?:e|ing)|ring(?:ing)?|harass(?:ing|ment)?|bother(?:ing)?|hound(?:ing)?|pester(?:ing)?|communicat(?:e|ing)|whatsapp(?:ing)?|chas(?:e|ing)|spam(?:ming)?|send(?:ing)?)"

AGENT = Sign(
    "request_agent",
    told=(
        rf"^(?:an?\s+|the\s+|some\s+)?(?:live\s+|real\s+|actual\s+|human\s+)*{_PERSON}(?:\s+(?:please|pls|plz|now|thanks|ta|asap|help|chat|right\s+now|immediately|rn|today|here|being))*\s*[.!?]*$",
        rf"(?:speak|talk|talking|chat|speaking|spk|connect(?:ed)?|transfer(?:red)?|put|pass|patch|get|gimme|give|want|need|like|have|bring|find|fetch|hand|let|switch|escalate|rather|prefer|requesting|request|send|see|through|discuss|deal|take)"
        rf"\s+(?:\w+\s+){{0,4}}?(?:to|with|2|by|from|for|in|on|me|an?|the|your|one|{_ME})?\s*(?:an?\s+|the\s+|some\s+|your\s+|one\s+of\s+your\s+|any\s+|proper\s+)?(?:live\s+|real\s+|actual\s+|human\s+|living\s+|breathing\s+|proper\s+|qualified\s+|senior\s+)*"
        r"(?:humans?|humna|hunam|person|agents?|agnets?|operator|representative|representitive|rep|advis[eo]r|supervisor|manager|human\s+being|member\s+of\s+(?:staff|the\s+team|your\s+team)|staff(?:\s+member)?|team\s+member|call\s+handler|case\s?worker|customer\s+(?:service|services|care|support)|specialist|colleague|(?:someone|somebody|some1|sum1|someone\s+else)\s*(?:real|human|there|pls|please|now|in\s+charge|who|about|at|from|right|proper|else|[.!?]|$))",
        r"(?:live|real|actual)\s+(?:agent|person|human|chat|adviser|advisor|representative|people|support)\b(?!\s+or)",
        r"(?:not|no|stop|hate|sick\s+of|enough\s+of|done\s+with|fed\s+up\s+with|dont\s+want)\s+(?:\w+\s+){0,3}(?:a\s+)?(?:bot|robot|machine|computer|ai)\b.{0,30}\b(?:human|person|someone|agent|people)",
    ),
    denied=(r"(?:not|don'?t|never|no|without|rather\s+not|n't)(?:\s+(?:want|need|like|have)\s+(?:to)?)?",),
    unless=(
        r"(?:are|r|is|am)\s+(?:you|u|this|it|i)\s+(?:\w+\s+){0,5}(?:human|person|agent|bot|robot|people|real)\b(?!.{0,30}\b(?:want|get|need)\b)",
        r"(?:estate|letting|travel|insurance|recruitment|secret|real\s+estate|free)\s+agents?|(?:store|shop|line|my|his|her|project|account|bank)\s+(?:manager|supervisor|rep|representative|agent|adviser|advisor|boss)|debt\s+(?:adviser|advisor)",
        r"(?:someone|somebody|person|agent|rep|adviser|advisor|manager|representative|human)\s+(?:\w+\s+){0,2}(?:call|ring|phone|contact|email|text)\s+(?:me|us)|call\s+me\s+back|callback|call\s+back|ring\s+me",
        r"(?:wrong|deceased|other|young|old|that|same|business|third|which|what|missing|first|sane|poor|nice|good|bad|busy)\s+person|person\s+(?:who|that)\s+(?:died|owes|lived)|in\s+person|per\s+person",
        r"(?:already|just|yesterday|earlier|last\s+\w+)\s+(?:spoke|talked|spoken|chatted)|(?:spoke|talked|spoken|chatted)\s+(?:to|with)\s+(?:an?|the|your|some)",
        r"(?:do|does|did|can|will|would|could)\s+(?:the|your|an?|that)\s+(?:agent|adviser|manager|rep|human)s?\s+(?:see|read|know|work|charge)",
    ),
)

STOP = Sign(
    "stop_contact",
    told=(
        r"^(?:stop|stopp|stop\s+(?:it|now|all|please|this|everything)|unsubscribe|opt\s?-?out|remove\s+me|leave\s+me\s+(?:alone|be)|go\s+away|stopall|stop\s+all|quit\s+(?:it|contacting\s+me))\s*[.!]*$",
        rf"(?:stop|quit|cease|refrain\s+from|no\s+more|knock\s+off|pack\s+in|enough\s+of)\s+(?:\w+\s+){{0,3}}?{_CONTACT}\s+(?:\w+\s+){{0,3}}?(?:me|us|my|to\s+me|any\s?more|here|these|this|altogether)(?!\s+(?:at\s+work|before|after|on\s+sun|at\s+(?:night|my\s+work)))",
        rf"(?:do\s+not|don'?t|dont|never|no\s+longer|must\s+not|not\s+to|are\s+not\s+to)\s+(?:\w+\s+)?{_CONTACT}\s+(?:me|us|my\s+\w+|to\s+me|this\s+number|again)(?:\s+(?:again|ever|any\s?more|any\s+longer|at\s+all|about\s+(?:this|it)|by\s+any|in\s+any|directly|here|further)|\s*[.!,]|\s*$|\s+(?:and|or|you|because|cos|i|for))(?!.{{0,14}}\b(?:before|after|at\s+work)\b)",
        r"leave\s+(?:me|us|my\s+family)\s+(?:the\s+\w+\s+)?(?:alone|be|in\s+peace)",
        r"cease\s+(?:and|&|n)\s+(?:desist|decist)|cease\s+(?:all\s+)?(?:communications?|contact|further|correspondence)",
        r"(?:unsubscribe|opt\s+(?:me\s+)?out|opting\s+out)",
        r"(?:remove|delete|take|scrub|get|strike)\s+(?:me|my\s+(?:number|email|e-mail|name|phone|details|mobile|cell|contact))\s+(?:\w+\s+){0,3}?(?:from|off)\s+(?:of\s+)?(?:your|the|this|ur|all)\s+(?:\w+\s+){0,2}(?:list|lists|system|calls?|database|dialler|dialer|contact|records?|marketing|texts?|emails?|files)?",
        r"(?:no|zero)\s+(?:more|further|future)\s+(?:contact|calls?|texts?|emails?|letters?|messages?|communications?|correspondence)",
        r"(?:want|wish|need|demand|request|require)\s+(?:\w+\s+){0,2}(?:no\s+(?:more\s+|further\s+)?contact|all\s+(?:contact|communication|calls|messages)\s+(?:to\s+)?(?:stop|cease|end)|the\s+(?:calls|texts|messages|letters|emails)\s+(?:to\s+)?(?:stop|cease|end))",
        r"(?:1692c\(c\)|805\(c\)|1006\.6\(c\))",
        r"(?:f\W{0,3}k|piss|sod|bugger|bog|jog|naff|f\s+|eff|fuck|feck)\s*(?:ing\s+)?(?:off|on)\s+and\s+(?:leave|stop|don'?t|never)",
        r"(?:lose|delete|forget|erase)\s+my\s+number",
    ),
    unless=(
        r"(?:only|just|instead|rather|prefer|unless|except)\b.{0,40}\b(?:text|email|e-mail|post|letter|call|phone|writing|whatsapp|evenings?|mornings?|weekends?|mail)",
        r"(?:text|email|e-mail|post|write|letter|call|message)\s+(?:me\s+)?instead",
        r"(?:at|to|during|in)\s+(?:my\s+)?(?:work|workplace|job|night|the\s+(?:morning|night|evening)|school|shift)|before\s+\d|after\s+\d|on\s+(?:a\s+)?(?:sundays?|weekends?|saturdays?)",
        r"(?:stop|don'?t)\s+(?:asking|sending\s+(?:me\s+)?(?:the\s+)?same|repeating|saying)|call\s+me\s+(?:a|an|love|mate|madam|sir|that|names|mr|mrs|stupid|liar|by)\b",
    ),
)
