"""What the assistant says of its own accord, by language. Content, not interface: it is stored with the message."""

from typing import Final

WORDING: Final[dict[str, dict[str, str]]] = {
    "en": {
        "greeting": "Hello! I am the assistant. Ask me a question, or ask for a person at any time.",
        "thanks": "You are welcome. Is there anything else I can help with?",
        "no_question": "I could not find a question in that. Could you put it in a few words?",
        "try_again": "I am sorry that did not help. Could you put it another way? You can also ask for a person.",
        "asked_for_person": "Of course. I am passing you on to a person, who will answer here.",
        "unhappy_twice": "I am sorry that I have not helped. A person will take over and answer here.",
        "likely_unhappy": "A person can help you better here. I have asked one, who will answer here.",
        "below_threshold": "I am not certain enough to answer that. I have passed your question on to a person, "
        "who will answer here.",
        "no_sources": "I have nothing on that. I have passed your question on to a person, who will answer here.",
        "engine_down": "I cannot look up answers at the moment. Your message is safe: a person will read it and "
        "answer here.",
        "other_language": "This source is in another language:",
        "took_over": "{agent} has joined the conversation.",
        "handed_back": "The assistant answers again.",
        "closed": "This conversation was closed. Write again at any time to reopen it.",
        "how_was_it": "How did we do?",
        "many_mails": "Many mails came in a short time. A person reads them and answers.",
        "for_a_person": "A person reads this mail and answers it.",
        "mail_without_words": "(A mail without words.)",
        "mail_too_large": "(The mail is too large to be taken: {size} MB. It is still in the mailbox.)",
        "mail_sources": "Sources:",
        "mail_by_assistant": "This answer was written by our assistant. Reply to this mail to go on, "
        "or to ask for a person.",
        "mail_by_person": "Reply to this mail to go on.",
        "mail_rate": "You can tell us here:",
        "mail_subject": "Your message",
    },
    "zh": {
        "greeting": "您好！我是智能助手。请直接提问，也可以随时要求转人工。",
        "thanks": "不客气。还有什么可以帮您的吗？",
        "no_question": "我没有看出您的问题。可以用一句话说明一下吗？",
        "try_again": "很抱歉没有帮到您。可以换个说法再问一次吗？您也可以要求转人工。",
        "asked_for_person": "好的，正在为您转接人工客服，稍后会在这里回复您。",
        "unhappy_twice": "很抱歉一直没有帮到您。人工客服会接手并在这里回复您。",
        "likely_unhappy": "这件事由人工客服来处理会更好。我已经为您转接，稍后会在这里回复您。",
        "below_threshold": "这个问题我没有足够把握回答。我已经把您的问题转给人工客服，会在这里回复您。",
        "no_sources": "我没有找到相关资料。我已经把您的问题转给人工客服，会在这里回复您。",
        "engine_down": "我现在暂时无法查询答案。您的消息已经保存，人工客服会查看并在这里回复您。",
        "other_language": "以下资料是其他语言的：",
        "took_over": "{agent} 已加入对话。",
        "handed_back": "现在由智能助手继续为您服务。",
        "closed": "本次对话已结束。您可以随时继续留言，对话会重新开启。",
        "how_was_it": "您对这次服务满意吗？",
        "many_mails": "短时间内收到了很多邮件。人工客服会查看并回复。",
        "for_a_person": "人工客服会查看并回复这封邮件。",
        "mail_without_words": "（邮件没有文字内容。）",
        "mail_too_large": "（邮件过大，无法接收：{size} MB。邮件仍保留在邮箱中。）",
        "mail_sources": "来源：",
        "mail_by_assistant": "本回复由智能助手撰写。如需继续咨询或转人工，请直接回复此邮件。",
        "mail_by_person": "如需继续咨询，请直接回复此邮件。",
        "mail_rate": "您可以在这里评价：",
        "mail_subject": "您的来信",
    },
}


def say(what: str, language: str, **values: str) -> str:
    """The sentence in the language, or in English where nobody has written it yet."""
    return WORDING.get(language, WORDING["en"])[what].format(**values)
