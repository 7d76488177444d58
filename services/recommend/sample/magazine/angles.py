"""From which side an article looks at its subject: a title and two sentences, by language. `{s}` is the subject."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Angle:
    """`tag` tells articles of one kind together across subjects: guides, reports, interviews."""

    tag: str
    title: str
    opening: str
    closing: str


ENGLISH = (
    Angle("guide", "A beginner's guide to {s}", "You need less than you think to start.", "We list what to read next."),
    Angle(
        "history", "A short history of {s}", "It began later than most people believe.", "A timeline closes the piece."
    ),
    Angle("opinion", "Why we still argue about {s}", "Both camps have a point, and neither will say so.", "We do."),
    Angle("report", "{S}: a report from {place}", "Our reporter stayed for a week.", "Nobody there was in a hurry."),
    Angle("interview", "{who} on {s}", "“I was wrong for ten years,” she says, and laughs.", "A talk about patience."),
    Angle("explained", "{S}, explained in five minutes", "Three drawings are enough.", "The third one surprised us."),
    Angle("numbers", "{S} in seven numbers", "The smallest of them matters most.", "All sources are given."),
    Angle(
        "essay", "What nobody tells you about {s}", "It is not the money, and not the time.", "An essay on beginnings."
    ),
)
CHINESE = (
    Angle("guide", "{s}入门指南", "开始并不需要太多准备。", "文末附有延伸阅读。"),
    Angle("history", "{s}小史", "它的历史比多数人以为的要短。", "文末附有年表。"),
    Angle("opinion", "关于{s},我们为什么还在争论", "两派各有道理,却都不肯承认。", "我们来说句公道话。"),
    Angle("report", "{place}来信:{s}", "记者在当地住了一个星期。", "那里没有人着急。"),
    Angle("explained", "五分钟看懂{s}", "三张图就够了。", "第三张出乎我们的意料。"),
)
PLACES = {
    "en": ("Porto", "Kunming", "Tromsø", "Graz", "Oaxaca", "Tartu", "Hobart", "Nara"),
    "zh": ("波尔图", "昆明", "特罗姆瑟", "格拉茨", "瓦哈卡", "塔尔图", "霍巴特", "奈良"),
}
PEOPLE = ("Ines Falk", "Dr Mei Tan", "Ruth Okafor", "Ana Prior", "Lena Voss", "Sara Idris", "Noor Aziz", "Wanda Kosk")
