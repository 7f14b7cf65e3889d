"""Parts of texts that are compared by the sort keys of their characters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence

from mockhaus_adapters.engine_duckdb.functions.scalar import ScalarFunction


def parts(units: Sequence[str] | None, keys: Sequence[str], wanted: Sequence[str] | None) -> list[str] | None:
    """A text, given by its units and their keys, split where the wanted keys follow one another.

    Units with an empty key weigh nothing: they belong to what is before them, and within a match to the match. The
    whole text where nothing is wanted; NULL where a text is NULL.
    """
    if units is None or wanted is None:
        return None
    sought = [key for key in wanted if key]
    if not sought:
        return ["".join(units)]
    found: list[str] = []
    begin = 0
    for start, end in _matches(keys, sought):
        found.append("".join(units[begin:start]))
        begin = end
    return [*found, "".join(units[begin:])]


def _matches(keys: Sequence[str], sought: Sequence[str]) -> Iterator[tuple[int, int]]:
    """Where the sought keys stand, from the first unit of a match to behind its last; matches do not overlap."""
    places = [place for place, key in enumerate(keys) if key]
    weights = [keys[place] for place in places]
    position = 0
    while position + len(sought) <= len(weights):
        if weights[position : position + len(sought)] == sought:
            yield places[position], places[position + len(sought) - 1] + 1
            position += len(sought)
        else:
            position += 1


def first_of_each(keys: Sequence[str] | None, texts: Sequence[str]) -> list[str] | None:
    """The first text of each key, in order; NULL where there are none."""
    if keys is None:
        return None
    found: dict[str, str] = {}
    for key, text in zip(keys, texts, strict=True):
        found.setdefault(key, text)
    return list(found.values())


def most_frequent(keys: Sequence[str] | None, texts: Sequence[str]) -> str | None:
    """A text of the key that there is most often; NULL where there are none."""
    if not keys:
        return None
    ((found, _),) = Counter(keys).most_common(1)
    return texts[list(keys).index(found)]


FUNCTIONS = (
    ScalarFunction("mh_collated_parts", parts, ("VARCHAR[]", "VARCHAR[]", "VARCHAR[]"), "VARCHAR[]"),
    ScalarFunction("mh_first_of_each", first_of_each, ("VARCHAR[]", "VARCHAR[]"), "VARCHAR[]"),
    ScalarFunction("mh_most_frequent", most_frequent, ("VARCHAR[]", "VARCHAR[]"), "VARCHAR"),
)
