"""Both clients, in this process and over HTTP, do the same."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.history.record import QueryStatus
from mockhaus.domain.history.selection import HistorySelection
from mockhaus_adapters.cli_click.client.embedded import EmbeddedClient
from mockhaus_adapters.cli_click.client.protocol import Client, Context, Result, UnreachableError
from mockhaus_adapters.cli_click.client.rest import RestClient
from mockhaus_adapters.client_files_local.files import LocalClientFiles
from tests.support.server import LocalServer, local_server

KINDS = ("embedded", "rest")
ENDLESS = "SELECT COUNT(*) FROM TABLE(GENERATOR(ROWCOUNT => 10000000)) a, TABLE(GENERATOR(ROWCOUNT => 10000000)) b"
WITHIN = 20


@pytest.fixture(scope="module")
def server() -> Iterator[LocalServer]:
    """An account with a database, served and at hand."""
    with local_server() as found:
        with found.client() as setup:
            setup.run('CREATE DATABASE D; CREATE TABLE T (A INT, "b c" VARCHAR); INSERT INTO T VALUES (1, NULL)')
        yield found


def client_of(server: LocalServer, kind: str, context: Context | None = None) -> EmbeddedClient | RestClient:
    """A client of the account."""
    context = context or Context()
    if kind == "rest":
        return RestClient(server.url, context)
    return EmbeddedClient(server.use_cases, LocalClientFiles(), context)


@pytest.fixture(params=KINDS)
def client(request: pytest.FixtureRequest, server: LocalServer) -> Iterator[Client]:
    """Each client, in database D."""
    found = client_of(server, request.param, Context(database="d"))
    yield found
    if isinstance(found, RestClient):
        found.close()


def rows(result: Result) -> list[list[str | None]]:
    """All rows of a result."""
    return [list(row) for batch in result.batches() for row in batch]


def answers(client: Client, sql: str) -> list[list[list[str | None]]]:
    """The rows of each statement."""
    return [rows(result) for result in client.execute(sql)]


def test_values_are_the_texts_that_snowflake_shows(client: Client) -> None:
    sql = (
        "SELECT 1.25, TRUE, NULL, '2024-02-29'::DATE, TO_BINARY('AB'), 'NaN'::FLOAT, 1e300::FLOAT,"
        ' PARSE_JSON(\'{"b": [1.10], "a": "ä"}\'), 12345678901234567890123456789012345678'
    )
    assert answers(client, sql) == [
        [
            [
                "1.25",
                "TRUE",
                None,
                "2024-02-29",
                "AB",
                "NaN",
                "1e+300",
                '{"a":"ä","b":[1.1]}',
                "12345678901234567890123456789012345678",
            ]
        ]
    ]


def test_columns_have_their_types(client: Client) -> None:
    (result,) = [(item, rows(item)) for item in client.execute("SELECT 1.5 AS N, 'x' AS S, CURRENT_DATE AS D")]
    assert [(column.name, column.type.kind.value) for column in result[0].columns] == [
        ("N", "NUMBER"),
        ("S", "VARCHAR"),
        ("D", "DATE"),
    ]


def test_statements_share_what_the_first_ones_set(client: Client) -> None:
    assert answers(client, "SET X = 5; SELECT $X; CREATE TEMPORARY TABLE TT (A INT); SELECT COUNT(*) FROM TT")[
        1::2
    ] == [
        [["5"]],
        [["0"]],
    ]


def test_a_session_that_is_kept_lasts(client: Client) -> None:
    context = client.keep_session()
    assert (context.database, context.schema) == ("D", "PUBLIC")
    answers(client, "SET Y = 7")
    assert answers(client, "SELECT $Y") == [[["7"]]]


def test_the_context_follows_the_statements(client: Client) -> None:
    seen = [(item.context, rows(item)) for item in client.execute("SELECT 1; USE SCHEMA INFORMATION_SCHEMA")]
    assert seen[0][0].schema == "PUBLIC"


def test_what_was_done_before_an_error_is_seen(client: Client) -> None:
    found: list[list[list[str | None]]] = []
    with pytest.raises(SnowflakeError, match="NOTHING_HERE") as caught:
        found.extend(rows(item) for item in client.execute("SELECT 1; SELECT NOTHING_HERE; SELECT 3"))
    assert found == [[["1"]]]
    assert (caught.value.code, caught.value.sqlstate) == ("000904", "42000")
    assert caught.value.query_id


def test_no_statement_is_an_error(client: Client) -> None:
    with pytest.raises(SnowflakeError, match="Empty SQL statement"):
        answers(client, " ; ")


def test_a_timeout_ends_a_statement(client: Client) -> None:
    with pytest.raises(SnowflakeError) as caught:
        [rows(item) for item in client.execute(ENDLESS, timeout=0.2)]
    assert caught.value.code == "000630"


def test_another_thread_can_cancel(client: Client) -> None:
    ended = threading.Event()

    def cancel() -> None:
        deadline = time.monotonic() + WITHIN
        while not ended.wait(0.1) and time.monotonic() < deadline:
            client.cancel()

    thread = threading.Thread(target=cancel)
    thread.start()
    try:
        with pytest.raises(SnowflakeError) as caught:
            answers(client, ENDLESS)
    finally:
        ended.set()
        thread.join()
    assert caught.value.code == "000604"
    assert answers(client, "SELECT 1") == [[["1"]]]


def test_cancelling_nothing_does_nothing(client: Client) -> None:
    client.cancel()
    assert answers(client, "SELECT 1") == [[["1"]]]


def test_the_outline_names_databases_tables_and_columns(client: Client) -> None:
    outline = client.outline()
    assert "D" in outline.databases
    (table,) = [item for item in outline.relations if item.name == "T"]
    assert (table.database, table.schema, table.columns) == ("D", "PUBLIC", ("A", "b c"))


def test_the_history_can_be_asked_for(client: Client) -> None:
    marker = f"SELECT 'marked {type(client).__name__}'"
    answers(client, marker)
    (record,) = client.history(HistorySelection(text=marker, status=QueryStatus.SUCCESS))
    assert (record.text, record.kind, record.rows_produced, record.database) == (marker, "SELECT", 1, "D")
    assert record.started_at.tzinfo is not None


def test_sessions_are_listed_and_closed(client: Client, server: LocalServer) -> None:
    with server.client() as other:
        session = other.session(database="D")
    assert session in [record.session_id for record in client.sessions()]
    client.close_session(session)
    assert session not in [record.session_id for record in client.sessions()]
    with pytest.raises(SnowflakeError, match=session):
        client.close_session(session)


def test_sample_data_are_installed_table_by_table(client: Client) -> None:
    found = dict(client.install_sample_data(0.001))
    assert len(found) == 8
    assert found["SNOWFLAKE_SAMPLE_DATA.TPCH_SF0_001.NATION"] == 25


def test_sample_data_that_cannot_be_made_are_an_error(server: LocalServer) -> None:
    with closing(RestClient(server.url, Context())) as client, pytest.raises(SnowflakeError, match="scale"):
        list(client.install_sample_data(-1))


@pytest.mark.parametrize("kind", KINDS)
def test_a_context_that_is_not_there_is_an_error(server: LocalServer, kind: str) -> None:
    client = client_of(server, kind, Context(database="nowhere"))
    with pytest.raises(SnowflakeError, match="'NOWHERE' does not exist"):
        answers(client, "SELECT 1")
    if isinstance(client, RestClient):
        client.close()


def test_closing_ends_the_session(server: LocalServer) -> None:
    before = {record.session_id for record in server.use_cases.sessions.list()}
    client = RestClient(server.url, Context())
    client.keep_session()
    assert len(server.use_cases.sessions.list()) == len(before) + 1
    client.close()
    assert {record.session_id for record in server.use_cases.sessions.list()} == before


def test_a_server_that_is_not_there_is_told() -> None:
    with (
        closing(RestClient("http://127.0.0.1:1", Context())) as client,
        pytest.raises(UnreachableError, match="refused"),
    ):
        client.sessions()


def test_put_takes_local_files_in_this_process(server: LocalServer, tmp_path: Path) -> None:
    (tmp_path / "x.csv").write_text("1,a\n")
    client = client_of(server, "embedded", Context(database="d"))
    found = answers(client, f"CREATE OR REPLACE STAGE S; PUT file://{tmp_path}/x.csv @S; LIST @S")
    assert found[2][0][0] == "s/x.csv.gz"
