"""Articles made for the tests: two alike floods, two dock strikes and some noise, all of it fiction."""

from __future__ import annotations

from lib.stories.record import Report

DAY = 739_000

FLOOD_A = (
    "The river Orla broke its banks at Tarnsk on Monday and 4,300 people left their homes, said Mayor Ilse Brandt.",
    "Engineers in Tarnsk opened the Orla sluice to save the old bridge, Mayor Ilse Brandt said, as rain kept falling.",
    "Tarnsk counts the cost of the Orla flood: 4,300 people are in school halls and the old bridge is gone.",
)
FLOOD_B = (
    "Floods cut the road to Quillota Alta in Peru, where the Rimaya burst a dam and 12 miners are missing.",
    "Rescuers reached the Rimaya dam in Quillota Alta on foot; 12 miners are still missing, Captain Jorge Salas said.",
    "Captain Jorge Salas ended the search at the Rimaya dam after 12 miners were found alive near Quillota Alta.",
)
NOISE = (
    "Goole Albion lost 3-1 to Birkenhead Mariners after Callum Rafferty scored twice in front of an empty stand.",
    "A novel by Grace Amponsah about a customs clerk has won the Pendrell Prize, worth 20,000 euros, in Lisbon.",
    "Eels in the Witham find their way by the earth's field, a study by Hanne Margit Lund at Boston College finds.",
    "The court in Mobile jailed Vance Tharpe for selling forged crane licences to people who were looking for work.",
    "Shares in Baltasar Line fell nine per cent after Mette Skovlyst warned of thin profits in the third quarter.",
    "Wetumpka cheered the Pruitt sisters, who won the canoe race on the Coosa for the fourth year running.",
)
NAMES = (
    "Orla", "Tarnsk", "Ilse Brandt", "Quillota Alta", "Peru", "Rimaya", "Jorge Salas", "Goole Albion",
    "Birkenhead Mariners", "Callum Rafferty", "Grace Amponsah", "Pendrell Prize", "Lisbon", "Witham",
    "Hanne Margit Lund", "Boston College",
    "Mobile", "Vance Tharpe", "Baltasar Line", "Mette Skovlyst", "Wetumpka", "Pruitt", "Coosa",
)  # fmt: skip


def report(id_: str, text: str, day: int | None = None, **more) -> Report:
    """Return an article whose names are those of NAMES that it mentions."""
    names = tuple((name, name) for name in NAMES if name in text)
    return Report(id_, more.pop("title", ""), text, None if day is None else DAY + day, names=names, **more)


def week(start: int = 0, tag: str = "") -> list[Report]:
    """Return both floods and the noise, one article of each flood a day from ``start`` on."""
    floods = [
        report(f"{name}{tag}{n}", text, start + n)
        for n in range(3)
        for name, texts in (("a", FLOOD_A), ("b", FLOOD_B))
        for text in (texts[n],)
    ]
    return floods + [report(f"n{tag}{n}", text, start + n % 3) for n, text in enumerate(NOISE)]
