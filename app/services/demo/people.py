"""Who works in the demo district; all names are invented."""

from dataclasses import dataclass

from app.domain.people import Role


@dataclass(frozen=True, slots=True)
class Station:
    """One Polsek: code without its prefix, switches beyond the usual, how ready it begins and where it goes.

    `level` is the share of good answers at the first visit, `pace` what a quarter adds to it.
    """

    name: str
    chief: str
    chief_rank: str
    level: float
    pace: float
    lat: float
    lon: float
    switches: frozenset[str]

    @property
    def code(self) -> str:
        """The station's code in addresses."""
        return f"polsek-{self.short}"

    @property
    def short(self) -> str:
        """The code without its prefix, as in the chief's username."""
        return self.name.lower().replace(" ", "-")


SHOWCASE = "Senori"  # the visit of today is here, and findings that wait for everybody
USUAL = frozenset({"penyidikan", "melayani_skck"})
NO_CASES = frozenset({"melayani_skck"})  # one of the stations that no longer investigate
PARK = USUAL | {"punya_taman_lalin"}
TOWN = PARK | {"etle_berlaku"}

# points are the centres of the districts (kecamatan), not of the offices
STATIONS = (
    Station("Kenduruan", "Slamet Riyanto", "Iptu", 0.52, 0.022, -6.9394, 111.6307, NO_CASES),
    Station("Jatirogo", "Bambang Suherman", "AKP", 0.68, 0.026, -6.8716, 111.6744, USUAL),
    Station("Bangilan", "Edi Prayitno", "Iptu", 0.62, 0.024, -6.9587, 111.7119, USUAL),
    Station("Bancar", "Hartono Wibowo", "AKP", 0.66, 0.030, -6.8098, 111.7362, USUAL),
    Station("Senori", "Sugeng Hariyadi", "AKP", 0.58, 0.036, -7.0405, 111.7256, PARK),
    Station("Tambakboyo", "Imam Syafii", "Iptu", 0.66, 0.018, -6.8435, 111.8109, USUAL),
    Station("Singgahan", "Nur Wahyudi", "Iptu", 0.60, 0.020, -6.9863, 111.7788, NO_CASES),
    Station("Kerek", "Agus Setiawan", "AKP", 0.70, 0.022, -6.8893, 111.8533, USUAL),
    Station("Parengan", "Budi Hartanto", "Iptu", 0.58, 0.028, -7.0631, 111.8507, USUAL),
    Station("Montong", "Djoko Susilo", "Iptu", 0.56, 0.018, -6.9738, 111.8839, NO_CASES),
    Station("Soko", "Rudi Hermawan", "Iptu", 0.70, -0.008, -7.0936, 111.9346, USUAL),
    Station("Jenu", "Wahyu Nugroho", "Kompol", 0.80, 0.020, -6.8132, 111.9597, TOWN),
    Station("Merakurak", "Suwito", "AKP", 0.74, 0.016, -6.8807, 111.9588, USUAL),
    Station("Rengel", "Fajar Kurniawan", "AKP", 0.72, 0.022, -7.0698, 112.0086, PARK),
    Station("Semanding", "Teguh Prasetya", "AKP", 0.78, 0.020, -6.9555, 112.0553, USUAL),
    Station("Tuban Kota", "Dwi Cahyono", "Kompol", 0.82, 0.020, -6.8957, 112.0334, TOWN),
    Station("Plumpang", "Sunaryo", "AKP", 0.70, 0.020, -7.0424, 112.1083, USUAL),
    Station("Palang", "Andik Firmansyah", "AKP", 0.76, 0.018, -6.9351, 112.1507, PARK),
    Station("Widang", "Mulyono", "Iptu", 0.72, -0.006, -7.0333, 112.1747, USUAL),
    Station("Grabagan", "Arif Budiman", "Iptu", 0.52, 0.014, -7.0079, 111.9928, NO_CASES),
)


@dataclass(frozen=True, slots=True)
class Account:
    """Somebody of the Polres."""

    username: str
    name: str
    rank: str
    position: str
    service_number: str
    role: Role


POLRES = (
    Account("admin", "Rizal Maulana", "Penata", "Operator sistem Bagren", "78010001", Role.ADMIN),
    Account("bagren", "Ratna Kusumawati", "Kompol", "Kabagren Polres Tuban", "79020002", Role.PLANNER),
    Account("ketua", "Hadi Prasetyo", "Kompol", "Ketua tim supervisi", "80030003", Role.INSPECTOR),
    Account("anggota1", "Intan Permatasari", "Bripka", "Bamin Bagren", "88040004", Role.INSPECTOR),
    Account("anggota2", "Bagus Santoso", "Iptu", "Kasubbag Progar", "85050005", Role.INSPECTOR),
    Account("anggota3", "Sri Wahyuni", "Aiptu", "Bamin Bag SDM", "84060006", Role.INSPECTOR),
    Account("anggota4", "Doni Saputra", "Aipda", "Banit Siwas", "87070007", Role.INSPECTOR),
    Account("anggota5", "Lestari Handayani", "Bripka", "Bamin Sihumas", "89080008", Role.INSPECTOR),
    Account("anggota6", "Yusuf Effendi", "Aipda", "Banit Sipropam", "86090009", Role.INSPECTOR),
    Account("anggota7", "Nanang Kosim", "Bripka", "Bamin Satlantas", "88100010", Role.INSPECTOR),
    Account("kapolres", "Darma Wijaya", "AKBP", "Kapolres Tuban", "76110011", Role.READER),
)
