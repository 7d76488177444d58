"""What a message wants that is no question: a person, to complain, to greet, to thank. English and Chinese."""

import re

# Patterns, since a wish for a person must work without any model, and must never be answered by a template.
_PERSON = re.compile(
    r"""
    \b(?:talk|speak|chat|connect(?:ed)?|transfer(?:red)?\s+me|put\s+me\s+through|escalate|get\s+me|give\s+me|
         need|want|prefer|like)\b
      [^.?!。]{0,25}?
      \b(?:(?:a|an|(?:one\s+of\s+)?your|some|the)\s+)?(?:real\s+|live\s+|actual\s+)?
      (?:human(?:\s+being)?|(?:real|live|actual)\s+person|person(?=\s*(?:[,.!?]|$|please|now|instead|to\s+talk))|
         agents?|representative|operator|advisor|adviser|someone\s+real|customer\s+service(?!\s+hours))\b
    | \b(?:talk|speak|chat)\s+(?:to|with)\s+(?:someone|somebody|anyone|staff|support|a\s+person|an?\s+employee)\b
    | ^\W*(?:(?:real|live)\s+)?(?:human|person|agent|representative|operator)(?:\s+please|\s+now)?\W*$
    | \bis\s+(?:there\s+)?(?:a|any)\s+(?:human|real\s+person)\b
    | 转(?:接)?(?:到)?(?:人工|真人|客服) | 人工(?:客服|服务)?(?:请|谢谢)?\W*$
    | (?:找|要|叫|换|接|请)(?:一?个)?(?:人工|真人|活人)
    | (?:和|跟|与|找|换|叫)(?:一?[个位])?(?:真人|人工|客服|客服人员|工作人员)(?:聊|说|谈|沟通|来|吧|$|[,。!,.!])
    | 真人(?:客服|服务) | ^\W*客服\W*$
    """,
    re.IGNORECASE | re.VERBOSE,
)
# "When can I talk to a person?" is a question about hours, which the articles answer.
_ABOUT_HOURS = re.compile(
    r"\b(?:when|what\s+time|hours|open(?:ing)?|phone\s+number|weekend|(?:mon|tues|wednes|thurs|fri|satur|sun)days?)\b|几点|什么时候|时间|周[一二三四五六日末]|星期|电话是|号码",
    re.IGNORECASE,
)
_UNHAPPY = re.compile(
    r"""
    \b(?:that|this|it|you)(?:\s+answer)?\s+(?:really\s+|still\s+)?
      (?:does\s*n[o'’]?t|did\s*n[o'’]?t|do\s+not|does\s+not|did\s+not|is\s*n[o'’]?t|is\s+not|was\s*n[o'’]?t|was\s+not|
         are\s+not|are\s*n[o'’]?t|not)\s+
      (?:really\s+|even\s+|at\s+all\s+)?
      (?:help(?:ful|ing|ed)?|answer(?:ed)?|useful|what\s+i|understand|listening|an\s+answer|right|correct)
    | ^\W*(?:not\s+helpful(?:\s+at\s+all)?|unhelpful|useless|no\s+help|wrong(?:\s+answer)?
         |that['’]?s\s+(?:wrong|useless|not\s+it))\W*$
    | \b(?:that|this)\s+is\s+(?:useless|wrong|nonsense|no\s+help)
    | \bnot\s+what\s+i\s+(?:asked|meant|wanted)
    | 答非所问 | 不是我(?:想|要)?问的 | 没(?:有)?(?:回答|解决)(?:我的)?问题 | (?:没(?:有|什么)?|毫无)(?:帮助|用处)
    | ^(?:这|那|还是|根本|完全|一点都?|都)*(?:没(?:什么)?用|不对|帮不了|没解决|没帮到)
    | 你(?:没|不|根本没|根本不)(?:明白|理解|懂|听懂) | 听不懂(?:我|人话) | 胡说
    """,
    re.IGNORECASE | re.VERBOSE,
)
_UNHAPPY_LENGTH = 80
_GREETING = re.compile(
    r"^\W*(?:hi|hello|hey|hiya|good\s+(?:morning|afternoon|evening|day)|greetings"
    r"|你好|您好|嗨|哈喽|早上好|上午好|下午好|晚上好|在吗|有人吗)"
    r"(?:\s+(?:there|all|team|everyone|bot))?[呀啊哦吗\W]*$",
    re.IGNORECASE,
)
_THANKS = re.compile(
    r"^\W*(?:ok(?:ay)?|great|perfect|good|好的?|行|明白了?|知道了)?[\s,,。!.!]*"
    r"(?:thanks|thank\s+you|thx|cheers|many\s+thanks|谢谢|多谢|感谢|谢了)"
    r"(?:\s+(?:so|very)\s+much|\s+a\s+(?:lot|bunch)|\s+for\s+(?:your|the)\s+help|\s+again|[你您啦了])*"
    r"[\s,,。!.!]*(?:bye|goodbye|再见|拜拜)?\W*$",
    re.IGNORECASE,
)


def asks_for_person(text: str) -> bool:
    return bool(_PERSON.search(text)) and not _ABOUT_HOURS.search(text)


def is_unhappy(text: str) -> bool:
    """About our last answer; a long message more likely describes what went wrong elsewhere."""
    return len(text) <= _UNHAPPY_LENGTH and bool(_UNHAPPY.search(text))


def courtesy(text: str) -> str | None:
    """ "greeting" or "thanks" when the message is nothing else."""
    if _GREETING.match(text):
        return "greeting"
    return "thanks" if _THANKS.match(text) else None
