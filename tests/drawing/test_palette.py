"""Colours: contrast as WCAG 2 computes it, distance as colour-blind readers see it.

The matrices are those of Machado, Oliveira and Fernandes (2009), "A Physiologically-based Model
for Simulation of Color Vision Deficiency", for complete loss of one kind of cone, applied to
linear light. Distances are Euclidean in CIELAB (D65).
"""

from itertools import combinations

import numpy as np
import pytest
from numpy.typing import NDArray

from techno_kit.drawing import palette

Floats = NDArray[np.float64]

BAR_CONTRAST = 3.0  # WCAG 2.2, 1.4.11: graphical objects
TEXT_CONTRAST = 4.5  # WCAG 2.2, 1.4.3: text
APART = 15.0  # in CIELAB; about 2 is just noticeable side by side, 10 is seen at a glance
SIGHTS = {
    "normal": np.eye(3),
    "protanopia": np.array(
        [
            [0.152286, 1.052583, -0.204868],
            [0.114503, 0.786281, 0.099216],
            [-0.003882, -0.048116, 1.051998],
        ]
    ),
    "deuteranopia": np.array(
        [
            [0.367322, 0.860646, -0.227968],
            [0.280085, 0.672501, 0.047413],
            [-0.011820, 0.042940, 0.968881],
        ]
    ),
    "tritanopia": np.array(
        [
            [1.255528, -0.076749, -0.178779],
            [-0.078411, 0.930809, 0.147602],
            [0.004733, 0.691367, 0.303900],
        ]
    ),
}
XYZ = np.array(
    [
        [0.4124564, 0.3575761, 0.1804375],
        [0.2126729, 0.7151522, 0.0721750],
        [0.0193339, 0.1191920, 0.9503041],
    ]
)
BARS = [*palette.CATEGORIES, palette.NEUTRAL]


def linear(colour: str) -> Floats:
    sent = np.array([int(colour[at : at + 2], 16) for at in (1, 3, 5)]) / 255
    return np.where(sent <= 0.04045, sent / 12.92, ((sent + 0.055) / 1.055) ** 2.4)


def contrast(one: str, other: str) -> float:
    low, high = sorted(float(linear(colour) @ XYZ[1]) for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


def lab(light: Floats) -> Floats:
    ratio = XYZ @ np.clip(light, 0, 1) / XYZ.sum(axis=1)
    bent = np.where(ratio > 216 / 24389, np.cbrt(ratio), (24389 / 27 * ratio + 16) / 116)
    return np.array([116 * bent[1] - 16, 500 * (bent[0] - bent[1]), 200 * (bent[1] - bent[2])])


def distance(one: str, other: str, sight: str) -> float:
    seen = [lab(SIGHTS[sight] @ linear(colour)) for colour in (one, other)]
    return float(np.linalg.norm(seen[0] - seen[1]))


def test_the_simulation_confuses_what_colour_blind_readers_confuse() -> None:
    assert contrast("#000000", "#FFFFFF") == pytest.approx(21)
    assert distance("#D55E00", "#B07A00", "normal") > APART
    assert distance("#D55E00", "#B07A00", "deuteranopia") < 5


@pytest.mark.parametrize("colour", [*BARS, palette.RAIL])
def test_bars_stand_out_from_the_paper(colour: str) -> None:
    assert contrast(colour, palette.PAPER) >= BAR_CONTRAST


@pytest.mark.parametrize("ground", [palette.PAPER, palette.TRACK])
@pytest.mark.parametrize("colour", [palette.INK, palette.MUTED])
def test_text_is_legible_on_paper_and_on_an_empty_rung(colour: str, ground: str) -> None:
    assert contrast(colour, ground) >= TEXT_CONTRAST


@pytest.mark.parametrize("colour", [palette.BLUE, palette.NEUTRAL])
def test_intervals_and_the_mark_of_the_average_are_seen_on_bars(colour: str) -> None:
    assert contrast(palette.INK, colour) >= BAR_CONTRAST
    assert contrast(palette.PAPER, colour) >= BAR_CONTRAST


@pytest.mark.parametrize("sight", SIGHTS)
def test_colours_of_bars_stay_apart_for_every_reader(sight: str) -> None:
    close = {
        (one, other): distance(one, other, sight)
        for one, other in combinations(palette.CATEGORIES, 2)
        if distance(one, other, sight) < APART
    }
    assert close == {}


@pytest.mark.parametrize("sight", SIGHTS)
def test_grey_bars_stay_apart_from_blue_ones(sight: str) -> None:
    assert distance(palette.BLUE, palette.NEUTRAL, sight) >= APART
