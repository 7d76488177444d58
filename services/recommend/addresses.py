"""How keys stand in addresses: items and users are named by their companies, by slugs with "/" as by anything else."""

import re

# Browsers and proxies take the first three away; the others are the last or only part of some address.
_TAKEN = re.compile(r"~*(?:|\.|\.\.|similar|say|forget|recommendations)")


class AnyKey:
    """Whatever is left of the address, slashes too; addresses that end in something of their own are tried first.

    A part that would be read as something else, such as ".." or "similar", has "~" before it.
    """

    regex = r"[\s\S]+"

    def to_python(self, value: str) -> str:
        parts = value.split("/")
        key = "/".join(part[1:] if part.startswith("~") and _TAKEN.fullmatch(part) else part for part in parts)
        if not key:
            raise ValueError("No key is empty.")
        return key

    def to_url(self, value: str) -> str:
        return "/".join(f"~{part}" if _TAKEN.fullmatch(part) else part for part in value.split("/"))
