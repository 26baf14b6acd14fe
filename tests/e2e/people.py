"""The demo's people as the tests play them: those of the desk, and students of the roster who have no account yet."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from functools import cache

from deploy.demo.desk.directory import DemoPerson, load_directory
from deploy.demo.desk.settings import SEEDS

PASSWORD = "student2026"


@dataclass(frozen=True)
class Student:
    """A student of the roster, with the permit on record."""

    name: str
    surname: str
    given_name: str
    id_number: str
    birth_date: str
    birth_place: str
    sex: str
    travel_permit_number: str
    permit_number: str

    @property
    def username(self) -> str:
        """The name to sign in with that the student chooses."""
        return f"s{self.travel_permit_number.lower()}"

    @property
    def email(self) -> str:
        """The student's mail address."""
        return f"{self.username}@example.com"


@cache
def students() -> tuple[Student, ...]:
    """Everybody with a permit on record, in its order."""
    with (SEEDS / "permits.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    return tuple(
        Student(
            name=row["chinese_name"],
            surname=row["english_name"].split()[0],
            given_name=" ".join(row["english_name"].split()[1:]),
            id_number=row["id_number"],
            birth_date=row["birth_date"],
            birth_place=row["birthplace"],
            sex=row["sex"],
            travel_permit_number=row["document_number"],
            permit_number=row["number"],
        )
        for row in rows
    )


def demo_person(key: str) -> DemoPerson:
    """A person of the desk's front page."""
    return next(person for person in load_directory(SEEDS).people if person.key == key)
