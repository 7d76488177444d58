"""One module a kind. Order matters: what is longer or surer comes first, so that no piece of it is taken for less."""

from collections.abc import Callable

from shared.privacy.patterns import contact, money, name, national_id, network, secret

Replace = Callable[[str, str], str]

KINDS: list[tuple[str, Replace]] = [
    ("secret", secret.replace),
    ("email", contact.replace_email),
    ("iban", money.replace_iban),
    ("national_id", national_id.replace),
    ("card", money.replace_card),
    ("ip", network.replace),
    ("phone", contact.replace_phone),
    ("name", name.replace),
]
