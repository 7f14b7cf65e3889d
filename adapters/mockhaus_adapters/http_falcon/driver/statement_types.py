"""The numbers by which drivers know what kind of statement an answer belongs to."""

from __future__ import annotations

from mockhaus.domain.statements import StatementKind

SELECT = 0x1000
DML = 0x3000
SCL = 0x4000
TCL = 0x5000
DDL = 0x6000
MULTI_STATEMENT = 0xA000

_NUMBERS = {
    StatementKind.SELECT: SELECT,
    StatementKind.EXPLAIN: 0x2000,
    StatementKind.INSERT: 0x3100,
    StatementKind.UPDATE: 0x3200,
    StatementKind.DELETE: 0x3300,
    StatementKind.MERGE: 0x3400,
    StatementKind.INSERT_MANY: 0x3500,
    StatementKind.COPY: 0x3600,
    StatementKind.UNLOAD: 0x3700,
    StatementKind.ALTER_SESSION: 0x4100,
    StatementKind.SET: 0x4200,
    StatementKind.UNSET: 0x4200,
    StatementKind.USE: 0x4300,
    StatementKind.SHOW: 0x4400,
    StatementKind.DESCRIBE: 0x4500,
    StatementKind.LIST_FILES: 0x4701,
    StatementKind.BEGIN: TCL,
    StatementKind.CALL: 0x9000,
    StatementKind.COMMIT: TCL,
    StatementKind.ROLLBACK: TCL,
    StatementKind.GET_FILES: 0x7101,
    StatementKind.PUT_FILES: 0x7102,
    StatementKind.REMOVE_FILES: 0x7103,
    StatementKind.MULTI_STATEMENT: MULTI_STATEMENT,
    StatementKind.UNKNOWN: 0x0000,
}


def number_of(kind: StatementKind) -> int:
    """The `statementTypeId` of a kind; everything that is not named here is DDL."""
    return _NUMBERS.get(kind, DDL)


def counts_rows(kind: StatementKind) -> bool:
    """Whether drivers read row counts from the first row of the answer."""
    return DML <= number_of(kind) < SCL
