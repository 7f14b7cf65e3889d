"""The parameters of a query string."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from mockhaus.domain.errors import ErrorCode, SnowflakeError
from mockhaus.domain.statements import CreateMode
from mockhaus_adapters.http_falcon.resource_api.identifiers import identifier

_MODES = {
    "errorifexists": CreateMode.PLAIN,
    "orreplace": CreateMode.OR_REPLACE,
    "ifnotexists": CreateMode.IF_NOT_EXISTS,
}
_TRUTHS = {"true": True, "false": False}
_MOST = 10_000


@dataclass(frozen=True, slots=True)
class Parameters:
    """What the query string gives, by name."""

    given: Mapping[str, str]

    def check(self, known: Collection[str]) -> None:
        """Refuse, by name, what a request does not take."""
        for name in self.given:
            if name not in known:
                raise SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"The parameter {name} is not known.")

    def text(self, name: str) -> str | None:
        """A text; an empty one is not given."""
        return self.given.get(name) or None

    def flag(self, name: str) -> bool:
        """A truth, which is false where it is not given."""
        text = self.text(name)
        if text is None:
            return False
        found = _TRUTHS.get(text.lower())
        if found is None:
            raise _invalid(name, text)
        return found

    def limit(self) -> int | None:
        """`showLimit`: from 1 to 10,000."""
        text = self.text("showLimit")
        if text is None:
            return None
        if not (text.isascii() and text.isdecimal()) or not 0 < int(text) <= _MOST:
            raise _invalid("showLimit", text)
        return int(text)

    def create_mode(self) -> CreateMode:
        """`createMode`: what a creation does where the object exists."""
        text = self.text("createMode") or "errorIfExists"
        found = _MODES.get(text.lower())
        if found is None:
            raise _invalid("createMode", text)
        return found

    def place(self, other: tuple[str, ...]) -> tuple[str, str]:
        """The database and schema that `targetDatabase` and `targetSchema` name, or else another place's."""
        database, schema = self.text("targetDatabase"), self.text("targetSchema")
        return (identifier(database) if database else other[0], identifier(schema) if schema else other[1])


def _invalid(name: str, text: str) -> SnowflakeError:
    return SnowflakeError(ErrorCode.INVALID_REQUEST, detail=f"The value {text} of {name} is not valid.")
