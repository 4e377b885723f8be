"""Takes e-mail addresses and telephone numbers out of answers, interviews and web pages, before they are used.

No finding needs them, and what never enters a table cannot leave by one. Names cannot be known from a text alone:
columns of an export that hold them are dropped (`sensitive`), and those of interviews are listed.
"""

from __future__ import annotations

import re

E_MAIL, PHONE = "[e-mail]", "[phone]"
AT = r"\s?(?:@|%40|\(at\)|\[at\])\s?"  # as addresses of pages write it, too
ADDRESS = re.compile(rf"[\w.+%-]+{AT}[\w-]+(?:\.[\w-]+)+", flags=re.IGNORECASE)
DIGITS = r"\d(?:[\s()./-]{0,2}\d){5,14}"
WORDS = "tel|telephone|phone|fax|mobile|telefon|tél|téléphone|tfno|móvil|handy"
# a number is known by the sign of a country's code or by the word before it: years and counts are none
NUMBER = re.compile(
    rf"(?<![\w+])(?:\+\s?|00(?=[1-9]))(?:\(\d+\)\s?)?{DIGITS}"
    rf"|\b(?P<word>(?:{WORDS})[.:\s]{{1,3}})\(?{DIGITS}",
    flags=re.IGNORECASE,
)


def contact_details(text: str) -> list[tuple[int, int]]:
    """Return where addresses and numbers stand in a text: the places of their first letter and after their last."""
    return [found.span() for pattern in (ADDRESS, NUMBER) for found in pattern.finditer(text)]


def without_contact_details(text: str) -> str:
    """Return a text with `E_MAIL` and `PHONE` in place of addresses and numbers."""
    return NUMBER.sub(lambda found: f"{found['word'] or ''}{PHONE}", without_e_mail(text))


def without_e_mail(text: str) -> str:
    """Return a text with `E_MAIL` in place of addresses; of a page's own address, whose numbers are no telephones."""
    return ADDRESS.sub(E_MAIL, text) if "@" in text or "at" in text or "%40" in text else text
