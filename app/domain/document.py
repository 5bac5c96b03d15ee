"""Read a parsed document (dicts, lists, text) piece by piece, remembering every problem by its place.

A place reads "parts[2].items[0].criteria". Problems are in Indonesian: the editor of the file reads them.
Every function gives back something usable even when it has noted a problem, so that reading goes on.
"""

import re
from collections.abc import Collection, Mapping
from decimal import Decimal
from difflib import get_close_matches
from enum import StrEnum
from typing import TypeVar

Choice = TypeVar("Choice", bound=StrEnum)

_DECIMAL = re.compile(r"[0-9]{1,6}(\.[0-9]{1,10})?", re.ASCII)
_CODE = re.compile(r"[A-Za-z0-9]+([._-][A-Za-z0-9]+)*", re.ASCII)
_DATE = re.compile(r"[0-9]{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12][0-9]|3[01]))?)?", re.ASCII)


def at(place: str, key: str | int) -> str:
    """The place one step further in: a key of a mapping or the number of an entry in a list."""
    if isinstance(key, int):
        return f"{place}[{key}]"
    return f"{place}.{key}" if place else key


class Document:
    """The problems found so far, and the readers that find them."""

    def __init__(self) -> None:
        self.problems: dict[str, str] = {}

    def problem(self, place: str, what: str) -> None:
        """Note a problem; two at one place are told together."""
        place = place or "dokumen"
        known = self.problems.get(place)
        self.problems[place] = f"{known}; {what}" if known else what

    def mapping(
        self, place: str, value: object, *, required: Collection[str] = (), optional: Collection[str] = ()
    ) -> Mapping[str, object]:
        """The mapping at `place`; missing and unknown keys are problems."""
        if not isinstance(value, Mapping):
            self.problem(place, "harus berupa pasangan 'kunci: isi'")
            return {}
        known = (*required, *optional)
        for key in value:
            if key not in known:
                near = get_close_matches(str(key), known, n=1)
                hint = f"; maksudnya '{near[0]}'?" if near else ""
                self.problem(at(place, str(key)), f"kunci '{key}' tidak dikenal{hint}")
        for key in required:
            if key not in value:
                self.problem(at(place, key), "wajib ada")
        return value

    def entries(self, place: str, value: object, *, required: bool = False) -> list[tuple[str, object]]:
        """The entries of a list, each with its own place; nothing when the list is absent."""
        if value is None or (value == "" and not required):
            return []
        if not isinstance(value, list):
            self.problem(place, "harus berupa daftar (tiap baris diawali '-')")
            return []
        if required and not value:
            self.problem(place, "tidak boleh kosong")
        return [(at(place, number), entry) for number, entry in enumerate(value)]

    def text(self, place: str, source: Mapping[str, object], key: str, default: str | None = None) -> str:
        """The text under `key`; without `default` it must be there and not empty."""
        value = source.get(key)
        if value is None:
            return default or ""
        if not isinstance(value, str):
            self.problem(at(place, key), "harus berupa teks")
            return default or ""
        if not value.strip() and default is None:
            self.problem(at(place, key), "tidak boleh kosong")
        return value.strip()

    def code(self, place: str, source: Mapping[str, object], key: str = "code") -> str:
        """A code: letters and digits, joined by dots or dashes."""
        value = self.text(place, source, key)
        if value and not _CODE.fullmatch(value):
            self.problem(at(place, key), f"'{value}' bukan kode: pakai huruf, angka, titik, atau tanda hubung")
        return value

    def texts(self, place: str, source: Mapping[str, object], key: str) -> tuple[str, ...]:
        """A list of texts, empty when absent."""
        found = []
        for where, value in self.entries(at(place, key), source.get(key)):
            if isinstance(value, str) and value.strip():
                found.append(value.strip())
            else:
                self.problem(where, "harus berupa teks yang tidak kosong")
        return tuple(found)

    def text_map(self, place: str, value: object, keys: Collection[str] | None = None) -> dict[str, str]:
        """Key to text; with `keys`, exactly those keys must be there."""
        if value is None:
            value = {}
        if not isinstance(value, Mapping):
            self.problem(place, "harus berupa pasangan 'kunci: isi'")
            return {}
        if keys is not None:
            self._exact_keys(place, value, keys)
        for key, text in value.items():
            if not isinstance(text, str) or not text.strip():
                self.problem(at(place, str(key)), "harus berupa teks yang tidak kosong")
        return {str(key): str(text).strip() for key, text in value.items()}

    def _exact_keys(self, place: str, value: Mapping[str, object], keys: Collection[str]) -> None:
        missing = [key for key in keys if key not in value]
        unknown = [str(key) for key in value if key not in keys]
        if missing:
            self.problem(place, f"belum ada: {', '.join(missing)}")
        if unknown:
            self.problem(place, f"tidak dikenal: {', '.join(unknown)} (yang dikenal: {', '.join(keys) or '-'})")

    def decimal(self, place: str, source: Mapping[str, object], key: str) -> Decimal | None:
        """The number under `key`, None when it is absent, empty or 'null'."""
        value = source.get(key)
        if value is None or value in ("", "null"):
            return None
        if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
            self.problem(at(place, key), f"'{value}' bukan bilangan desimal seperti 12.50 (pakai titik)")
            return None
        return Decimal(value)

    def weight(self, place: str, source: Mapping[str, object], key: str = "weight") -> Decimal:
        """A weight above 0; 0 when it cannot be read."""
        value = self.decimal(place, source, key)
        if value is None or value <= 0:
            if at(place, key) not in self.problems:
                self.problem(at(place, key), "harus bilangan di atas 0")
            return Decimal(0)
        return value

    def flag(self, place: str, source: Mapping[str, object], key: str, default: bool) -> bool:
        """yes or no."""
        value = source.get(key)
        if value is None:
            return default
        if value not in ("yes", "no"):
            self.problem(at(place, key), f"'{value}' harus yes atau no")
        return value == "yes"

    def one_of(
        self, place: str, source: Mapping[str, object], key: str, kinds: type[Choice], default: Choice
    ) -> Choice:
        """One of the values of `kinds`."""
        value = source.get(key)
        if value is None:
            return default
        known = [str(kind) for kind in kinds]
        if value not in known:
            self.problem(at(place, key), f"'{value}' tidak dikenal; pilih salah satu: {', '.join(known)}")
            return default
        return kinds(value)

    def dates(self, place: str, source: Mapping[str, object]) -> tuple[str, str]:
        """valid_from and valid_to, each a year, a month or a day, or empty."""
        limits = []
        for key in ("valid_from", "valid_to"):
            value = self.text(place, source, key, "")
            if value and not _DATE.fullmatch(value):
                self.problem(at(place, key), f"'{value}' bukan tanggal; tulis 2022, 2022-01, atau 2022-01-31")
                value = ""
            limits.append(value)
        start, end = limits
        if start and end and start[: len(end)] > end:
            self.problem(at(place, "valid_to"), f"'{end}' lebih dulu daripada valid_from '{start}'")
        return start, end

    def once(self, place: str, code: str, seen: dict[str, str], what: str) -> None:
        """Note a problem when `code` was already used at another place."""
        if code in seen:
            self.problem(place, f"{what} '{code}' sudah dipakai di {seen[code]}")
        elif code:
            seen[code] = place
