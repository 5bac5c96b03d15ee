"""Colours: every pair keeps its contrast in every theme, and both generated files are what the source says."""

import re
from itertools import combinations

import pytest

from app.web.assets import join_styles
from tools import tokens

COMPONENTS = sorted((tokens.CSS_FILE.parent).rglob("*.css"))


@pytest.mark.parametrize(
    ("theme", "pair", "ratio"), [pytest.param(*row, id=f"{row[0]} {row[1].foreground}") for row in tokens.measured()]
)
def test_every_pair_keeps_its_contrast(theme: str, pair: tokens.Pair, ratio: float) -> None:
    assert ratio >= pair.goal, f"{theme}: {pair.foreground} on {pair.background} ({pair.use}) is {ratio:.2f}"


def test_contrast_is_measured_as_wcag_measures_it() -> None:
    assert tokens.hex_color("cotton-0") == "#ffffff"
    assert tokens.contrast("cotton-0", "cotton-0") == 1
    # 18.0:1 is what independent calculators say for #0c1530 on white
    assert tokens.hex_color("indigo-950") == "#0c1530"
    assert tokens.contrast("indigo-950", "cotton-0") == pytest.approx(18.0, abs=0.1)


def test_the_stylesheet_and_the_paper_colours_are_freshly_written() -> None:
    assert tokens.CSS_FILE.read_text("utf-8") == tokens.stylesheet(), "run python -m tools.tokens"
    assert tokens.PYTHON_FILE.read_text("utf-8") == tokens.python_module(), "run python -m tools.tokens"


def test_every_theme_gives_every_meaning_a_colour_of_the_palette() -> None:
    for meanings in tokens.THEMES.values():
        assert set(meanings) == set(tokens.LIGHT)
        assert set(meanings.values()) <= set(tokens.PALETTE)


@pytest.mark.parametrize("theme", list(tokens.THEMES))
def test_the_four_depths_of_the_heat_map_are_far_apart(theme: str) -> None:
    depths = [tokens.PALETTE[tokens.THEMES[theme][f"level-{depth}"]] for depth in range(4)]
    for (light, chroma, hue), (other_light, other_chroma, other_hue) in combinations(depths, 2):
        apart = abs(light - other_light) + abs(chroma - other_chroma) + abs(hue - other_hue) / 360
        assert apart > 0.11


@pytest.mark.parametrize("file", COMPONENTS, ids=lambda file: file.name)
def test_stylesheets_name_colours_by_their_meaning_only(file: object) -> None:
    if file == tokens.CSS_FILE:
        return
    text = re.sub(r"@media print\s*{.*", "", file.read_text("utf-8"), flags=re.DOTALL)
    assert not re.findall(r"#[0-9a-f]{3,8}\b|oklch\(|var\(--(?:indigo|morinda|turmeric|leaf|cotton)-", text)


def test_every_variable_that_is_used_is_defined() -> None:
    text = join_styles(tokens.CSS_FILE.parent)
    defined = set(re.findall(r"(--[\w-]+):", text))
    used = set(re.findall(r"var\((--[\w-]+)\)", text))
    assert used <= defined, used - defined
