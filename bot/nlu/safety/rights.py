"""Words that claim a right or tell of a state the law protects."""

from bot.nlu.safety.sign import Sign

_LAWYER = (
    r"(?:law+y?ers?|lawers?|att?orn(?:e|i)?y?s?|atorneys?|solicit[eo]rs?|soliciters?|barrister|counsel|law\s+firm|law\s+cent(?:re|er)|paralegal"
    r"|legal\s+(?:rep(?:resentative)?|representation|team|counsel|aid\s+\w+|adviser|advisor))"
)
_MY = r"(?:my|our|the|an?|her|his|me)"
_I = r"(?:i|i'?ve|i\s+have|i'?m|im|ive|we|we'?ve|we'?re|weve)"
_DEBT = r"(?:debt|account|loan|card|credit\s+card|bill|balance|contract|agreement|catalogue|money|charge|invoice)"
_INSOLVENT = r"(?:bankrupt(?:cy|sy|cies)?|bankrup?cy|bankrupcy|chapter\s*(?:7|13|11|seven|thirteen|eleven)|ch\.?\s*(?:7|13)|iva|i\.v\.a\.?|sequestrat(?:ion|ed)|insolven(?:t|cy)|trust\s+deed|dro|debt\s+relief\s+order)"
_THEIRS = r"(?:some\s?one|some\s?body|some\s+\w+|they|he|she|thie(?:f|ves)|scammers?|fraudsters?|criminals?|whoever|who\s+ever|my\s+(?:ex|brother|sister|dad|father|mum|mom|mother|son|cousin|ex\s?(?:husband|wife|boyfriend|girlfriend|partner)|flat\s?mate|room\s?mate|uncle|nephew|housemate))"
_QUESTION = (
    r"(?:what\s+(?:happens|if|would|is|are)|how\s+(?:do|does|can|would|much)|(?:do|should|would|will|must|can)\s+(?:i|we)\s+(?:need|have\s+to\s+(?:get|hire)|get|hire|go|file|declare|apply)"
    r"|is\s+(?:it|there|an?)\b.{0,20}\b(?:needed|necessary|worth|better)|thinking\s+(?:of|about)|considering|might\s+(?:have\s+to|need|go|file|as\s+well)|may\s+have\s+to|can'?t\s+afford\s+an?|if\s+i\s+(?:go|went|file|filed|declare|get|got|hire|was|become)|tempted)"
)

DISPUTE = Sign(
    "dispute_debt",
    told=(
        r"(?:is\s*n'?o?t|isnt|are\s*n'?t|was\s*n'?t|ain'?t|aint|not|never)\s+(?:\w+\s+){0,2}(?:mine|my\s+(?:debt|account|loan|card|bill|charge|agreement|contract|responsibility))",
        r"(?:do\s*n'?o?t|dont|did\s*n'?t|never|do\s+not|does\s*n'?t|don'?t\s+even)\s+(?:actually\s+|really\s+|even\s+)?ow(?:e|ed)\s+(?:this|it|that|you|them|him|any|anything|a\s+(?:penny|cent|dime)|the|what|\W*\d|nothing|no\s?body)",
        r"ow(?:e|ed)\s+(?:you\s+|them\s+)?(?:nothing|nowt|sod\s+all|zilch|zero|nada)",
        r"(?:i|we|i'?m|we'?re|to|am|formally|hereby|wish\s+to|want\s+to|would\s+like\s+to|i'?d\s+like\s+to|still|under)\s+(?:\w+\s+)?(?:disput(?:e|ing|ed)|contest(?:ing)?|challeng(?:e|ing))\b(?!.{0,25}\b(?:but\s+(?:it'?s|i)|anymore))",
        r"(?:debt|account|balance|amount|bill|charge|this)\s+is\s+(?:\w+\s+)?(?:disputed|in\s+dispute|wrong|incorrect|inaccurate|not\s+right|false|bogus|made\s+up)",
        r"(?:wrong|incorrect)\s+(?:amount|balance|figure|total|sum)",
        rf"(?:never|did\s*n'?t|didnt|have\s*n'?t|not)\s+(?:ever\s+|even\s+)?(?:had|have|took|take|taken|opened?|signed|borrowed?|bought|ordered|received|got|agreed|shopped|dealt|used|applied)\b.{{0,30}}\b(?:{_DEBT}|anything|nothing|with\s+(?:you|them|that)|from\s+(?:you|them|that|this))",
        rf"(?:do\s*n'?t|dont|did\s*n'?t|can'?t|do\s+not)\s+recogni[sz]e\s+(?:\w+\s+){{0,3}}{_DEBT}",
        r"(?:i\s+(?:am|'m)?\s*(?:not|deny|do\s+not\s+accept|reject)|not)\s+(?:\w+\s+){0,2}(?:liab(?:le|ility)|responsible\s+for\s+(?:this|that|the|it))",
        r"(?:deny|denied|disclaim)\s+(?:\w+\s+){0,3}(?:liability|debt|owing)",
        r"nothing\s+to\s+do\s+with\s+me",
        r"what\s+(?:loan|debt|account|card)\s*\?\s*i\s+never",
    ),
    denied=(r"(?:not|never|don'?t|won'?t|no\s+longer)",),
    unless=(
        r"(?:not|n't|no\s+longer|won't|was\s+going\s+to|were\s+going\s+to|isn't|never\s+wanted\s+to)\s+(?:be\s+)?(?:disput\w+|contest\w*)",
        r"not\s+(?:saying|denying)|not\s+my\s+(?:fault|problem|style|main)|know\s+(?:that\s+)?i\s+owe|(?:what|who)\s+(?:happens|if)\s+i\s+disput|how\s+(?:do|can|would|long)\b.*disput",
    ),
)

IDENTITY_THEFT = Sign(
    "report_identity_theft",
    told=(
        r"(?:identity|id|i\.d\.)\s*(?:theft|fraud|stolen|thief|was\s+(?:stolen|used|hacked|cloned)|got\s+(?:stolen|nicked|hacked|cloned)|has\s+been\s+(?:stolen|used|cloned)|been\s+(?:stolen|used|nicked))",
        r"(?:stole|stolen|nicked|cloned|hacked|used|using|misused|forged?|faked)\s+(?:my|our|me)\s+(?:\w+\s+){0,2}(?:identity|id|details|info|information|ssn|social|name|signature|passport|licen[cs]e|card\s+details|personal)",
        rf"{_THEIRS}\s+(?:else\s+)?(?:has\s+|have\s+|had\s+|'?s\s+|must\s+have\s+|clearly\s+|obviously\s+|has\s+been\s+|been\s+)*(?:used?|using|opened|opening|took|taken|taking|applied|applying|got|set\s+up|forged|signed|ran\s+up|pretended|impersonat\w+|did)\b.{{0,45}}\b(?:my\s+(?:name|details|identity|id|social|ssn|info|information|signature|address)|as\s+me|to\s+be\s+me|without\s+me|in\s+my)",
        r"(?:opened|taken\s+out|applied\s+for|set\s+up|done|made|fraudulently)\s+(?:\w+\s+){0,4}(?:in\s+my\s+name|using\s+my|with\s+my\s+(?:details|name|ssn|social|identity))\b(?=.*\b(?:not\s+me|some|fraud|without|stolen|wasn'?t\s+me|by|scam|never|ex|thief))",
        r"fraudulent(?:ly)?\s+(?:\w+\s+){0,3}(?:account|loan|opened|application|debt|card|taken|obtained)",
        r"victim\s+of\s+(?:\w+\s+){0,2}(?:fraud|identity|impersonation|id)",
        r"impersonat(?:ed|ing|ion|or)",
        r"(?:action\s+fraud|cifas|ftc)\s+(?:report|affidavit|reference|number|case|marker|ref|crime)",
        r"(?:forged|fake)\s+(?:my\s+)?signature",
        r"it\s+was\s+fraud|(?:this|that|it)\s+is\s+fraud\s+(?:on|in|against)\s+(?:my|me)",
    ),
    denied=(r"(?:not|isn'?t|wasn'?t|no)",),
    unless=(rf"^{_QUESTION}", r"(?:worried|afraid|scared|in\s+case|how\s+do\s+i\s+know)\b.*\b(?:steal|stolen|identity|scam|fraud)",),
)

ATTORNEY = Sign(
    "report_attorney",
    told=(
        rf"(?:speak|talk|write|contact|deal|call|email|e-mail|go|communicate|correspond|direct|address|send|refer|reach|take\s+it\s+up|forward|sort\s+it|cc|ring|phone|liaise|everything|letters|ask|goes|handled|copy|via|through)\b.{{0,40}}?\s(?:my|our)\s+(?:\w+\s+){{0,2}}{_LAWYER}",
        rf"(?:speak|talk|write|deal|call|contact)\s+(?:only\s+|directly\s+)?(?:to|with)?\s*(?:the|his|her)\s+{_LAWYER}",
        rf"(?:my|our)\s+(?:\w+\s+)?{_LAWYER}\s*(?:,|\b)\s*(?:\w+\s+){{0,5}}(?:is\s+(?:dealing|handling|acting|on\s+it|looking|going|representing|now|sorting|taking|in\s+charge|aware)|are\s+(?:dealing|handling|acting)|will|'ll|has|have|'s\s+(?:got|dealing|handling|on)|represents?|handles?|deals?|acts?|acting|said|says|told|advised?|advises|wrote|writes|sent|sends|asked|wants|got)",
        rf"(?:represented|advised)\s+by\s+(?:an?\s+|my\s+|our\s+|the\s+)?(?:\w+\s+){{0,3}}{_LAWYER}",
        r"(?:represented\s+by\s+counsel|letter\s+of\s+representation|notice\s+of\s+representation|legally\s+represented|have\s+(?:legal\s+)?representation|lawyered\s+up|retained\s+counsel)",
        rf"{_I}\s+(?:\w+\s+){{0,2}}(?:got|have|hired|retained|instructed|engaged|appointed|working\s+with|represented\s+by|using|paying)\s+(?:myself\s+)?(?:an?\s+|my\s+|our\s+)?(?:\w+\s+){{0,2}}{_LAWYER}",
        rf"{_LAWYER}\s+(?:\w+\s+){{0,3}}(?:acting|acts|represents|representing|dealing|handling|handles|acting\s+for|instructed)\s+(?:\w+\s+){{0,2}}(?:me|us|my|this|for)",
        rf"(?:turned|handed|passed|gave|given|sent|referred)\s+(?:\w+\s+){{0,4}}(?:over\s+)?to\s+(?:my|our|an?)\s+(?:\w+\s+)?{_LAWYER}",
        rf"(?:1692c\(a\)\(2\)|1006\.6\(b\)\(2\))",
        rf"(?:my|our)\s+{_LAWYER}'?s?\s+(?:name|details|number|address|office|email|phone|firm|contact)",
    ),
    denied=(r"(?:no|not|never|without|can'?t\s+afford)",),
    unless=(
        rf"{_QUESTION}(?:\W+\w+){{0,4}}\W+{_LAWYER}",
        r"(?:divorce|conveyanc\w+|bought\s+(?:my|the|our)\s+house|house\s+(?:purchase|sale|move)|custody|will\s+writing|friend\s+(?:is|who)|sister\s+is|brother\s+is|cousin\s+is|neighbou?r\s+is|my\s+(?:mate|friend|sister|brother|cousin|uncle)'?s\s+an?)",
        rf"(?:don'?t|do\s+not|haven'?t|have\s+not|never|no|no\s+longer|wish\s+i)\s+(?:\w+\s+){{0,2}}(?:an?\s+|my\s+)?(?:\w+\s+)?{_LAWYER}(?!\s+(?:who|has))",
        r"(?:going|want|need|like|trying|gonna|about)\s+(?:to\s+)?(?:\w+\s+)?(?:to\s+)?(?:get|find|hire|see|ask|become|be|consult)\s+(?:an?|my)\s+(?:\w+\s+)?(?:lawyer|solicitor|attorney)",
    ),
)

BANKRUPTCY = Sign(
    "report_bankruptcy",
    told=(
        rf"{_I}(?:'ve|'m|\s+am|\s+was|\s+have|\s+had|\s+were|\s+got|\s+just|\s+already|\s+recently|\s+been|\s+currently|\s+now|\s+still|\s+both|\s+actually)*\s+(?:filed?|filing|declared?|declaring|gone|went|made|been\s+made|in|discharged|under|doing|entered|got|have|had|have\s+got|on|signed|approved|granted|put\s+in(?:to)?)\b.{{0,30}}?\b{_INSOLVENT}",
        rf"{_I}(?:'m|\s+am|\s+was|\s+became|\s+been)\s+(?:now\s+|officially\s+|legally\s+|already\s+|declared\s+|made\s+|an?\s+undischarged\s+|currently\s+)*(?:bankrupt|insolvent|sequestrated)",
        r"(?:(?:filed|filing)\s+(?:for\s+)?(?:bankrupt\w*|chapter|ch\.?\s*\d+|bk)|(?:bankruptcy|bk)\s+(?:case|number|trustee|attorney|lawyer|discharge|petition|court|order|filing|paperwork|was|has\s+been|went|is)|undischarged\s+bankrupt|automatic\s+stay|official\s+receiver|insolvency\s+(?:practitioner|service|arrangement)|bankruptcy\s+estate|discharged\s+in\s+(?:bankruptcy|chapter))",
        r"(?:my|our|the|his|her)\s+(?:iva|trust\s+deed|bankruptcy|dro|debt\s+relief\s+order|sequestration|insolvency|chapter\s+(?:7|13)|bk)\b(?!\s+(?:application|adviser|advisor))",
        r"(?:in|under|on|entered|into|through|with|approved)\s+(?:an?\s+)(?:\w+\s+)?(?:iva|trust\s+deed|dro|debt\s+relief\s+order)",
        r"(?:iva|dro|debt\s+relief\s+order|trust\s+deed|bankruptcy)\s+(?:was\s+|has\s+been\s+|got\s+|is\s+)?(?:approved|granted|accepted|in\s+place|started|went\s+through|registered|supervisor|protected|made|active|in\s+force)",
        r"(?:included|listed|part\s+of|covered|wiped|discharged|scheduled|put)\s+(?:in|by|on|into|under)\s+(?:my\s+|the\s+|our\s+|an?\s+)?(?:\w+\s+)?(?:bankruptcy|iva|chapter\s*(?:7|13)|dro|trust\s+deed|sequestration|insolvency)",
        r"(?:court|judge|adjudicator|accountant\s+in\s+bankruptcy|aib)\s+(?:has\s+)?(?:made|declared|granted|discharged)\s+(?:me|us|my)\b.{0,20}\b(?:bankrupt|discharge|insolvent|order)?",
    ),
    denied=(r"(?:not|never|nearly|almost|isn'?t|if|n't|avoid|without)",),
    unless=(
        rf"{_QUESTION}.{{0,40}}{_INSOLVENT}",
        r"(?:nearly|almost|bordering|heading\s+for|close\s+to|on\s+the\s+verge|make|making|avoid|before\s+i|don'?t\s+want|rather\s+not|force\s+me\s+into|scared\s+of|drive\s+me|driving\s+me|company\s+(?:is|went|has\s+gone)|employer\s+(?:is|went|has\s+gone|filed)|shop\s+went|they\s+went|morally)\b.{0,25}bankrupt",
    ),
)

BREATHING_SPACE = Sign(
    "report_breathing_space",
    told=(
        r"(?:in|into|on|under|granted|got|started|entered|registered|put\s+(?:me|us|it|this)(?:\s+(?:in|on|into))?|given|have|applied\s+for|accepted\s+for|began|gone\s+into|went\s+into|approved\s+for|in\s+a)\s+(?:an?\s+|the\s+|my\s+)?(?:mental\s+health\s+(?:crisis\s+)?|statutory\s+|standard\s+|debt\s+|60\s+day\s+)*(?:breathing\s+space|breathing\s+spaces|statutory\s+moratorium|moratorium)(?!\s+from\s+(?:you|all))",
        r"breathing\s+space\s+(?:moratorium|scheme|order|started|until|till|reference|ref|letter|notice|protection|is\s+in|runs|ends|period|notification|since|through|via|with|from\s+(?:stepchange|citizens|my\s+(?:adviser|advisor)))",
        r"(?:statutory|mental\s+health)\s+moratorium|debt\s+respite",
        r"(?:with|through|via|using|at|from|by|to|on|asked|got|contacted|signed\s+up\s+(?:to|with)|working\s+with|gone\s+to|went\s+to|spoken\s+to|help\s+from|saw|joined|hired)\s+(?:the\s+)?(?:step\s?-?change|pay\s?plan|national\s+debt\s?line|citizens?\s+advi[cs]e|christians\s+against\s+poverty|cap\s+debt|money\s+advice|nfcc|money\s+wellness|gregory\s+pennington|angel\s+advance|green\s?path|money\s+management\s+international|consumer\s+credit\s+counsell?ing)",
        r"(?:step\s?-?change|pay\s?plan|national\s+debt\s?line|citizens?\s+advi[cs]e|christians\s+against\s+poverty|money\s+wellness|green\s?path|nfcc)\s+(?:\w+\s+){0,2}(?:is|are|have|has|will|set|put|got|said|told|ha[sd]|handle|handling|deal|dealing|working|doing|sort|sorting|made|making|helping|managing|arrang\w+|'s|'ve|'re|advis\w+)",
        r"(?:debt|money)\s+(?:adviser|advisor|advice|counsell?or|charity|management\s+(?:plan|company|firm)|help\s+charity|support\s+worker)\b.{0,45}\b(?:plan|dealing|working|help\w*|sort\w*|handling|set|in\s+touch|contact|budget|making|drawing|putting|doing|act\w*|write|offer|told|said|is|are|has|have|will|with)",
        r"(?:on|in|into|started|starting|setting\s+up|set\s+up|got|have|have\s+got|doing|enrolled\s+in|signed\s+up\s+for|through|under|entered|via)\s+(?:an?\s+|my\s+|the\s+|a\s+new\s+)?(?:dmp|d\.m\.p\.?|debt\s+management\s+(?:plan|program(?:me)?)|debt\s+arrangement\s+scheme|das|credit\s+counsell?ing)",
        r"my\s+(?:dmp|debt\s+management\s+(?:plan|company)|debt\s+(?:adviser|advisor|counsell?or)|credit\s+counsell?or|money\s+adviser|caseworker\s+at)",
        r"credit\s+counsell?(?:ing|or)\s+(?:agency|service|company|program|is|has|nonprofit|firm|people)",
    ),
    denied=(r"(?:not|never|n't|no)",),
    unless=(
        r"(?:what\s+is|what'?s|whats|do\s+you\s+know|number\s+for|should\s+i|would\s+it|is\s+there|can\s+you\s+recommend|tell\s+me\s+about|how\s+do\s+i|could\s+i\s+(?:get|apply|go)|can\s+i\s+(?:get|apply|have|go)|am\s+i\s+eligible|do\s+i\s+qualify|thinking\s+(?:of|about)|considering|might\s+(?:call|try|go|speak)|recommend\w*)",
        r"(?:left|finished|came\s+out\s+of|dropped\s+out|cancelled)\s+(?:my\s+|the\s+|an?\s+)?(?:dmp|debt\s+management)",
    ),
)

RIGHTS = (IDENTITY_THEFT, BANKRUPTCY, BREATHING_SPACE, ATTORNEY, DISPUTE)
