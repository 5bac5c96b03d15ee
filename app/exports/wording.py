"""Indonesian words, dates and numbers as official papers write them (domain paper, 2.4 and 2.5)."""

from datetime import UTC, date, datetime, timedelta

from app.domain.reports import Figure

MONTHS = (
    "Januari",
    "Februari",
    "Maret",
    "April",
    "Mei",
    "Juni",
    "Juli",
    "Agustus",
    "September",
    "Oktober",
    "November",
    "Desember",
)
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
QUARTERS = {"1": "I", "2": "II", "3": "III", "4": "IV"}
ZONES = {"Asia/Jakarta": ("WIB", 7), "Asia/Makassar": ("WITA", 8), "Asia/Jayapura": ("WIT", 9)}

SEVERITIES = {"minor": "Ringan", "moderate": "Sedang", "serious": "Berat"}
FINDING_STATES = {
    "draft": "Draf",
    "issued": "Terbit",
    "answered": "Ditanggapi",
    "returned": "Dikembalikan",
    "accepted": "Diterima",
    "followed_up": "Ditindaklanjuti",
    "closed": "Selesai",
    "void": "Dibatalkan",
}
VISIT_STATES = {
    "planned": "Direncanakan",
    "open": "Berlangsung",
    "submitted": "Dikirim",
    "sealed": "Tersegel",
    "cancelled": "Dibatalkan",
    "missed": "Terlewat",
}
_DIGITS = ("nol", "satu", "dua", "tiga", "empat", "lima", "enam", "tujuh", "delapan", "sembilan", "sepuluh", "sebelas")
NOT_CHECKED = "Belum diperiksa"


def comma(shown: str) -> str:
    """A shown number ("72.17") with the Indonesian decimal comma."""
    return shown.replace(".", ",")


def shown(figure: Figure | None) -> str:
    """A figure as papers print it; a dash where there is none."""
    return "–" if figure is None else comma(figure.shown)


def trimmed(number: str) -> str:
    """A number without decimals that say nothing: "8.00" is 8, "2.50" is 2,5."""
    return comma(number.rstrip("0").rstrip(".") if "." in number else number)


def local(at: int, zone: str) -> datetime:
    """The wall clock time in one of Indonesia's three zones, which have no summer time."""
    return datetime.fromtimestamp(at / 1000, UTC).replace(tzinfo=None) + timedelta(hours=ZONES[zone][1])


def long_date(day: date) -> str:
    """19 November 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"


def long_day(day: date) -> str:
    """Kamis, 19 November 2026."""
    return f"{DAYS[day.weekday()]}, {long_date(day)}"


def date_of(iso: str | None) -> str:
    """A stored day in words; a missing one is empty."""
    return long_date(date.fromisoformat(iso)) if iso else ""


def clock(at: int, zone: str) -> str:
    """13.30, without the zone."""
    return f"{local(at, zone):%H.%M}"


def moment(at: int, zone: str) -> str:
    """19 November 2026 pukul 13.30 WIB."""
    return f"{long_date(local(at, zone))} pukul {clock(at, zone)} {ZONES[zone][0]}"


def span(start: int | None, end: int | None, zone: str) -> str:
    """When the visit was: "pukul 09.05 sampai 15.20 WIB", or what of it is known."""
    if start is None:
        return ""
    until = "" if end is None else f" sampai {clock(end, zone)}"
    if end is not None and local(start, zone).date() != local(end, zone).date():
        until = f" sampai {long_date(local(end, zone))} pukul {clock(end, zone)}"
    return f"pukul {clock(start, zone)}{until} {ZONES[zone][0]}"


def period_name(period: str) -> str:
    """Triwulan IV 2026, for 2026Q4."""
    return f"Triwulan {QUARTERS[period[5]]} {period[:4]}"


def listed(words: list[str]) -> str:
    """A, B, dan C."""
    if len(words) < 2:
        return "".join(words)
    return f"{', '.join(words[:-1])}{',' if len(words) > 2 else ''} dan {words[-1]}"


def spelled(number: int) -> str:
    """A whole number from 0 to 9,999 in words, as minutes write days and years: 2026 is "dua ribu dua puluh enam"."""
    if number < 12:
        return _DIGITS[number]
    if number < 20:
        return f"{_DIGITS[number - 10]} belas"
    if number > 9999:
        raise ValueError(f"too large to spell: {number}")
    for size, unit in ((1000, "ribu"), (100, "ratus"), (10, "puluh")):
        count, rest = divmod(number, size)
        if count:
            head = f"se{unit}" if count == 1 else f"{spelled(count)} {unit}"
            return f"{head} {spelled(rest)}" if rest else head
    raise ValueError(f"too large to spell: {number}")
