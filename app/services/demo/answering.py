"""How the invented stations answer: each item has its own difficulty, each station its level and its pace."""

from app.domain.checklist import LETTERED, Item, ItemKind
from app.services.demo.chance import pick, share
from app.services.demo.people import Station

NOTES_LOW = (
    "Sudah dibahas dengan Kapolsek, belum ada tindak lanjut.",
    "Belum ditemukan saat diperiksa; petugas menyatakan akan dilengkapi.",
    "Berkas tahun lalu ada, tahun ini belum.",
)
NOTES_MIDDLE = ("Ada, belum lengkap.", "Sebagian sudah diganti, sisanya menunggu anggaran.", "Hanya di loket SPKT.")
NOTES_GOOD = ("Baik, dapat dicontoh.", "Foto diambil di ruang layanan.", "")


OPTIONAL_PARTS = "IK"  # support for licences, innovation


def mood(station: Station, item: Item, part: str, quarter: int) -> float:
    """How well the item stands in a quarter, about 0 to 1: above 0.5 is good, below 0.2 bad."""
    level = station.level + station.pace * quarter
    hard = share("hard", item.code) * 0.30  # some items are hard everywhere
    own = share("own", station.name, item.code) * 0.55  # each station is weak somewhere
    weak_part = 0.10 if pick("ABCEFL", "weak", station.name) == part else 0.0
    slip = 0.35 if share("slip", station.name, item.code, quarter) < 0.035 else 0.0
    return level + 0.21 - hard - own - weak_part - slip


def value(station: Station, item: Item, quarter: int) -> object:
    """The answer as JSON; None for an item the team left open."""
    if item.na_allowed and item.part in OPTIONAL_PARTS and share("na", station.name, item.code) < 0.06:
        return {"na": "Belum ada kegiatan ini pada triwulan ini."}
    well = mood(station, item, item.part, quarter)
    if item.kind in LETTERED:
        return _letter(item, well)
    if item.kind is ItemKind.PERCENT:
        d = 3 + int(share("d", station.name, item.code, quarter) * 15)
        return {"n": round(d * min(1.0, max(0.0, 0.30 + well))), "d": d}
    if item.kind is ItemKind.FALLING:
        before = int(share("before", station.name, item.code, quarter) * 4)
        return {"before": before, "now": max(0, before - round(well * 3))}
    return _measure(station, item, quarter)


def note(station: Station, item: Item, quarter: int) -> str:
    """What the team wrote beside the answer; mostly nothing."""
    if share("note", station.name, item.code, quarter) > 0.14:
        return ""
    well = mood(station, item, item.part, quarter)
    notes = NOTES_LOW if well < 0.2 else NOTES_MIDDLE if well < 0.5 else NOTES_GOOD
    return pick(notes, "note", station.name, item.code, quarter)


def _letter(item: Item, well: float) -> str:
    letters = item.letters
    if len(letters) == 2:
        return letters[0] if well >= 0.3 or (item.critical and well > 0.02) else letters[1]
    if item.critical:  # what would make headlines is rare
        well += 0.28
    edges = [0.5 - 0.3 * step / (len(letters) - 2) for step in range(len(letters) - 1)]
    return next((letter for letter, edge in zip(letters, edges, strict=False) if well >= edge), letters[-1])


def _measure(station: Station, item: Item, quarter: int) -> str | None:
    """A count for the kinds that carry no points."""
    if item.kind in (ItemKind.COUNT, ItemKind.NUMBER):
        return str(4 + int(share("count", station.name, item.code, quarter) * 40))
    return None
