"""Contrast of two colours as the Web Content Accessibility Guidelines define it, for figures and for tests of pages."""

from __future__ import annotations

LETTERS = 4.5  # contrast that text of normal size needs
LINEAR_UP_TO = 0.04045  # of a channel of sRGB, from 0 to 1
OF_CHANNELS = (0.2126, 0.7152, 0.0722)  # what red, green and blue add to the luminance


def contrast_ratio(first: str, second: str) -> float:
    """Return the contrast ratio of two colours ("#rrggbb"), from 1 (alike) to 21 (black and white).

    Text needs `LETTERS`, large text and marks 3 (W3C, WCAG 2.2, level AA, success criteria 1.4.3 and 1.4.11).
    """
    darker, lighter = sorted((relative_luminance(first), relative_luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def legible(colour: str, background: str = "#ffffff") -> str:
    """Return the colour, darkened as far as letters of it on a light background need (`LETTERS`)."""
    channels = [int(colour[at : at + 2], 16) for at in (1, 3, 5)]
    part = 100
    while contrast_ratio(found := _hex(channels, part / 100), background) < LETTERS and part:
        part -= 1
    return found


def _hex(channels: list[int], part: float) -> str:
    return "#" + "".join(f"{round(part * channel):02x}" for channel in channels)


def relative_luminance(colour: str) -> float:
    """Return the relative luminance of a colour ("#rrggbb" or "#rgb"), from 0 (black) to 1 (white).

    Raises
    ------
    ValueError
        for any other spelling of a colour.
    """
    digits = colour.removeprefix("#")
    if len(digits) == 3:
        digits = "".join(2 * digit for digit in digits)
    if len(digits) != 6 or not colour.startswith("#"):
        raise ValueError(f"a colour as #rrggbb expected, not {colour}")
    channels = (int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4))
    linear = (c / 12.92 if c <= LINEAR_UP_TO else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return sum(weight * value for weight, value in zip(OF_CHANNELS, linear, strict=True))
