"""Colours are readable in both themes: WCAG 2.2, contrast 4.5 for text and 3 for the edges of controls."""

import re
from pathlib import Path

import pytest

CSS = (Path(__file__).parents[3] / "shared/ui/static/ui/css/tokens.css").read_text()
COLOURS = re.findall(r"--([a-z0-9-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\);", CSS)
LIGHT = {name: light for name, light, _ in COLOURS}
DARK = {name: dark for name, _, dark in COLOURS}
TEXT = [
    *((ink, ground) for ink in ("ink", "soft", "accent") for ground in ("ground", "surface", "raised", "sunken")),
    *((ink, "hover") for ink in ("ink", "soft")),
    *((tone, f"{tone}-soft") for tone in ("good", "warn", "bad", "info", "accent")),
    *((tone, "surface") for tone in ("good", "warn", "bad", "info")),
    ("on-accent", "accent"),
    ("on-accent", "accent-hover"),
]


def luminance(colour: str) -> float:
    channels = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), TEXT)
def test_text_stands_out_from_its_ground(theme: dict[str, str], ink: str, ground: str) -> None:
    assert contrast(theme[ink], theme[ground]) >= 4.5


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_the_edge_of_a_field_can_be_seen(theme: dict[str, str]) -> None:
    assert contrast(theme["line-strong"], theme["surface"]) >= 3


@pytest.mark.parametrize("theme", [LIGHT, DARK], ids=["light", "dark"])
def test_series_of_a_chart_can_be_seen(theme: dict[str, str]) -> None:
    series = [colour for name, colour in theme.items() if name.startswith("series-")]
    assert len(series) == 6
    assert min(contrast(colour, theme["surface"]) for colour in series) >= 2.5
