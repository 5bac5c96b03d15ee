"""The charts as templates call them: the drawings of app/exports/charts.py with the sentences of the page."""

from collections.abc import Iterable, Sequence
from typing import Protocol

from flask import Flask
from flask_babel import gettext as _
from markupsafe import Markup

from app.domain import signatures
from app.exports import charts, qr
from app.exports import trend as trends
from app.web.formats import period, short_period
from app.web.language import current_language


class FigureLike(Protocol):
    """A score with its exact text and the text people see, as app.domain.reports.Figure."""

    @property
    def value(self) -> str: ...

    @property
    def shown(self) -> str: ...


Score = FigureLike | charts.Number | None


def words() -> charts.Words:
    """The sentences of the charts in the language of the page."""
    return charts.Words(
        ruler=_("{label} {value} of 100. WBK mark {first}, WBBM mark {second}."),
        ruler_unknown=_("{label}: not checked yet. WBK mark {first}, WBBM mark {second}."),
        label=_("Internal readiness score"),
        bar=_("{name}: {value} of 100. WBK mark {first}, WBBM mark {second}."),
        bar_unknown=_("{name}: not checked yet."),
        previous=_("Last visit {value}."),
        trend=_("Internal readiness score over time: {points}. WBK mark {first}, WBBM mark {second}."),
        trend_point="{name} {value}",
        unknown=_("not checked yet"),
        progress=_("{name}: {done} of {all} items answered"),
        decimal_sign="," if current_language() == "id" else ".",
    )


def ruler(
    score: Score, previous: Score = None, *, labels: bool = True, marks: Sequence[charts.Number] = charts.TOTAL_MARKS
) -> Markup:
    """The threshold ruler of a total."""
    value, shown = _split(score)
    return _drawn(
        charts.ruler(value, previous=_split(previous)[0], shown=shown, labels=labels, marks=marks, words=words())
    )


def area_bar(
    score: Score, name: str, previous: Score = None, *, marks: Sequence[charts.Number] = charts.AREA_MARKS
) -> Markup:
    """One area's bar, in percent."""
    value, shown = _split(score)
    return _drawn(charts.area_bar(value, name, previous=_split(previous)[0], shown=shown, marks=marks, words=words()))


def progress_bar(done: int, total: int, name: str) -> Markup:
    """A plain bar of how much is filled."""
    return _drawn(charts.progress_bar(done, total, name, words=words()))


def hexagon(shares: Iterable[tuple[int, int]], name: str, size: int = 96) -> Markup:
    """The progress ring: (done, all) of each of the six areas."""
    return _drawn(charts.hexagon(list(shares), name, size=size, words=words()))


def trend(quarters: Iterable[tuple[str, Score]], *, marks: Sequence[charts.Number] = charts.TOTAL_MARKS) -> Markup:
    """The trend line over (period, score), the oldest first: ('2026Q4', Figure or none)."""
    points = [_point(quarter, score) for quarter, score in quarters]
    return _drawn(trends.trend(points, marks=marks, words=words()))


def gap_scale(start: Score, end: Score) -> tuple[int, int]:
    """The scale of a gap plan, for all its rows."""
    return charts.gap_scale(_split(start)[0] or 0, _split(end)[0] or 0)


def gap_axis(scale: tuple[int, int]) -> Markup:
    """The names of the marks above a gap plan."""
    return _drawn(charts.gap_axis(scale))


def gap_step(start: Score, end: Score, scale: tuple[int, int], *, is_total: bool = False) -> Markup:
    """One step of the gap plan."""
    return _drawn(charts.gap_step(_split(start)[0] or 0, _split(end)[0] or 0, scale=scale, is_total=is_total))


def heat_level(percent: Score, marks: Sequence[charts.Number] = charts.AREA_MARKS) -> str:
    """The class of a heat cell: 'level-0' to 'level-3', or 'level-none'."""
    depth = charts.area_level(_split(percent)[0], marks)
    return "level-none" if depth is None else f"level-{depth}"


def _point(quarter: str, score: Score) -> trends.Point:
    language = current_language()
    value, shown = _split(score)
    short, year = short_period(quarter, language).split()[-2:]
    return trends.Point(period(quarter, language), short, year, value, shown)


def _drawn(svg: str) -> Markup:
    return Markup(svg)  # noqa: S704  # charts escape every text they draw or say


def _split(score: Score) -> tuple[charts.Number | None, str | None]:
    if score is None or isinstance(score, charts.Number):
        return score, None
    return score.value, score.shown


def strokes_path(strokes: str) -> str:
    """The path of a drawn signature, from the text in which it is kept."""
    return signatures.path(signatures.parse(strokes))


def init_app(app: Flask) -> None:
    """Offer the drawings to every template."""
    for drawing in (ruler, area_bar, progress_bar, hexagon, trend, gap_scale, gap_axis, gap_step, heat_level):
        app.jinja_env.globals[drawing.__name__] = drawing
    app.jinja_env.filters["qr_code"] = qr.code
    app.jinja_env.filters["strokes_path"] = strokes_path
