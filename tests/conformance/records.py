r"""The corpus: text files of records, each a piece of SQL with what Snowflake answers.

A file is a list of blocks separated by blank lines. A block begins with comment lines (`#`: the page of Snowflake's
documentation, and what matters there), then a line that says what follows, then its text:

    statement                     the SQL succeeds
    query [unordered]             the SQL answers the rows behind `----`, in this order unless `unordered`
    error 002003 42S02            the SQL fails with this code and SQLSTATE; behind `----` a part of the message
    file @stage/path [base64]     the text behind is staged there, or the bytes; compressed where the path ends in .gz
    gap reason                    stands before one of the others: what is known to be missing, so that it fails

Rows are cells separated by ` | `, written as Snowflake prints values in the file's session; VARIANT, OBJECT and ARRAY
as JSON without blanks. `NULL` is NULL, `*` any value; a cell in single quotes is what stands between them, so `''` is
an empty text; `\n`, `\t` and `\\` stand for line end, tab and backslash. A first line `columns NAME TYPE [NOT NULL], …`
asserts headings and types. A line of SQL or of a file that holds only `.` stands for an empty line. `/outside` is a
folder of the machine that external stages may name.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent
OUTSIDE = "/outside"
_KINDS = ("statement", "query", "error", "file")
_RULE = "----"


@dataclass(frozen=True, slots=True)
class Record:
    """One block of a file: its `kind` with the words behind it, its text, and the lines that are expected."""

    file: Path
    line: int
    kind: str
    words: tuple[str, ...]
    text: str
    expected: tuple[str, ...]
    gap: str | None = None

    @property
    def id(self) -> str:
        """`topic/file.test:line`."""
        return f"{self.file.relative_to(ROOT).as_posix()}:{self.line}"

    @property
    def proves(self) -> bool:
        """Whether the record, when it passes, shows that its SQL works."""
        return self.kind in ("statement", "query") and self.gap is None


def files() -> list[Path]:
    """The files of the corpus, in order."""
    return sorted(ROOT.glob("*/*.test"))


def read(file: Path) -> list[Record]:
    """The records of a file; ValueError for what is no record."""
    return list(_records(file, file.read_text(encoding="utf-8").split("\n")))


def corpus() -> list[Record]:
    """Every record."""
    return [record for file in files() for record in read(file)]


def _records(file: Path, lines: Sequence[str]) -> Iterator[Record]:
    block: list[str] = []
    for number, line in enumerate([*lines, ""], 1):
        if line.strip():
            block.append(line)
        elif block:
            found = _record(file, number - len(block), block)
            if found is not None:
                yield found
            block = []


def _record(file: Path, first: int, block: Sequence[str]) -> Record | None:
    start = next((index for index, line in enumerate(block) if not line.startswith("#")), None)
    if start is None:
        return None
    gap = block[start].removeprefix("gap ") if block[start].startswith("gap ") else None
    start += gap is not None
    kind, *words = block[start].split()
    if kind not in _KINDS:
        raise ValueError(f"{file}:{first + start}: {block[start]}")
    body = ["" if line == "." else line for line in block[start + 1 :]]
    rule = body.index(_RULE) if _RULE in body else len(body)
    text = "\n".join(body[:rule])
    return Record(file, first + start, kind, tuple(words), text, tuple(body[rule + 1 :]), gap)


_ESCAPES = {"\\n": "\n", "\\t": "\t", "\\\\": "\\"}


class _Anything:
    """Equal to every value."""

    def __eq__(self, _: object) -> bool:
        return True

    __hash__ = None  # type: ignore[assignment]

    def __repr__(self) -> str:
        return "*"


def row(written: str) -> list[object]:
    """The values that a line of expected cells stands for."""
    return [_cell(part) for part in written.split(" | ")]


def _cell(written: str) -> object:
    if written == "*":
        return _Anything()
    if written == "NULL":
        return None
    quoted = len(written) > 1 and written[0] == written[-1] == "'"
    return re.sub(r"\\[nt\\]", lambda found: _ESCAPES[found[0]], written[1:-1] if quoted else written)
