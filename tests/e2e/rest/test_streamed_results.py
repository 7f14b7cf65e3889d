"""Results as Arrow, CSV, NDJSON and Parquet: streamed, cut where they fail, ended where the client goes away."""

from __future__ import annotations

import csv
import datetime as dt
import http.client
import io
import json
import socket
import time
import urllib.parse
from decimal import Decimal
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.support.server import Answer, Client, LocalServer

ARROW = "application/vnd.apache.arrow.stream"
CSV = "text/csv"
LINES = "application/x-ndjson"
PARQUET = "application/vnd.apache.parquet"
STREAMS = (ARROW, CSV, LINES, PARQUET)
MANY = "SELECT SEQ4() AS N FROM TABLE(GENERATOR(ROWCOUNT => 300000)) ORDER BY N"
FAILING = "SELECT 1 / (990000 - SEQ4()) AS N FROM TABLE(GENERATOR(ROWCOUNT => 1000000))"
ENDLESS = """SELECT a.N * 1000000 + b.N AS N, 'some text to fill the buffers between here and there' AS T
    FROM (SELECT SEQ4() N FROM TABLE(GENERATOR(ROWCOUNT => 1000000))) a,
         (SELECT SEQ4() N FROM TABLE(GENERATOR(ROWCOUNT => 1000000))) b"""
TYPES = """SELECT 1 AS I, 1.50::NUMBER(10,2) AS D, 0.5::FLOAT AS F, 'x' AS S, TRUE AS B, X'00FF' AS Y,
    '2024-02-29'::DATE AS DAY, '12:34:56.789'::TIME AS T, '2024-02-29 12:00:00'::TIMESTAMP_NTZ AS NTZ,
    '2024-02-29 12:00:00 +00:00'::TIMESTAMP_LTZ AS LTZ, '2024-02-29 12:00:00 +02:00'::TIMESTAMP_TZ AS TZ,
    PARSE_JSON('{"a":[1]}') AS V, NULL::VARCHAR AS N"""


def fetch(client: Client, media_type: str, sql: str, **options: object) -> Answer:
    body = json.dumps({"sql": sql, **options}).encode()
    return client.call("POST", "/api/v1/query", body, Accept=media_type)


def table(answer: Answer) -> pa.Table:
    assert answer.status == 200, answer.body
    if answer.media_type == ARROW:
        return pa.ipc.open_stream(answer.body).read_all()
    return pq.read_table(io.BytesIO(answer.body))


def values(answer: Answer) -> list[int]:
    """The numbers of a result of one column N."""
    if answer.media_type in (ARROW, PARQUET):
        return table(answer).column("N").to_pylist()  # type: ignore[no-any-return]
    lines = answer.body.decode().splitlines()
    return (
        [int(line) for line in lines[1:]] if answer.media_type.startswith(CSV) else [json.loads(x)["N"] for x in lines]
    )


@pytest.mark.parametrize("media_type", STREAMS)
@pytest.mark.parametrize("in_session", [False, True], ids=["without a session", "in a session"])
def test_a_large_result_comes_whole_and_in_order(client: Client, media_type: str, *, in_session: bool) -> None:
    options = {"session_id": client.session()} if in_session else {}
    assert values(fetch(client, media_type, MANY, **options)) == list(range(300_000))


@pytest.mark.parametrize("media_type", STREAMS)
def test_a_result_without_rows_has_its_columns(client: Client, media_type: str) -> None:
    answer = fetch(client, media_type, "SELECT 1 AS N WHERE FALSE")
    assert values(answer) == []
    if media_type != LINES:
        names = answer.body.decode().split() if media_type == CSV else table(answer).column_names
        assert names == ["N"]


@pytest.mark.parametrize("media_type", [ARROW, PARQUET])
def test_columns_have_the_documented_arrow_types(client: Client, media_type: str) -> None:
    found = table(fetch(client, media_type, TYPES))
    types = {field.name: field.type for field in found.schema}
    assert pa.types.is_integer(types.pop("I"))
    assert types == {
        "D": pa.decimal128(38, 2) if types["D"].precision == 38 else pa.decimal128(10, 2),
        "F": pa.float64(),
        "S": pa.utf8(),
        "B": pa.bool_(),
        "Y": pa.binary(),
        "DAY": pa.date32(),
        "T": pa.time64("us"),
        "NTZ": pa.timestamp("us"),
        "LTZ": pa.timestamp("us", "UTC"),
        "TZ": pa.struct([("utc", pa.timestamp("us")), ("tz", pa.int16())]),
        "V": pa.utf8(),
        "N": pa.utf8(),
    }
    (row,) = found.to_pylist()
    assert row["TZ"] == {"utc": dt.datetime(2024, 2, 29, 10), "tz": 120}  # noqa: DTZ001 - a moment without a zone
    assert (row["I"], row["D"], row["Y"], json.loads(row["V"]), row["N"]) == (
        1,
        Decimal("1.50"),
        b"\x00\xff",
        {"a": [1]},
        None,
    )


def test_csv_tells_null_from_an_empty_text_and_quotes_what_needs_it(client: Client) -> None:
    answer = fetch(client, CSV, """SELECT NULL AS A, '' AS B, 'x,y' AS "c,d", 'say "hi"' AS E, 'two\nlines' AS F""")
    assert answer.body.decode() == 'A,B,"c,d",E,F\n,"","x,y","say ""hi""","two\nlines"\n'
    assert answer.media_type == "text/csv; charset=utf-8; header=present"


def test_csv_comes_without_its_header_on_request(client: Client) -> None:
    answer = fetch(client, CSV, "SELECT 1 AS A UNION ALL SELECT 2 ORDER BY 1", csv_header=False)
    assert answer.body == b"1\n2\n"
    assert answer.media_type == "text/csv; charset=utf-8; header=absent"


def test_csv_has_the_texts_of_the_sessions_formats(client: Client) -> None:
    session = client.session(parameters={"DATE_OUTPUT_FORMAT": "DD.MM.YYYY"})
    answer = fetch(client, CSV, "SELECT '2024-02-29'::DATE AS D, TRUE AS B", session_id=session)
    assert list(csv.reader(io.StringIO(answer.body.decode()))) == [["D", "B"], ["29.02.2024", "TRUE"]]


@pytest.mark.parametrize(
    ("row_format", "line"),
    [
        ("objects", {"A": 1, "O": {"k": [1, 2]}}),
        ("arrays", [1, {"k": [1, 2]}]),
        ("text", ["1", '{"k":[1,2]}']),
    ],
)
def test_each_row_is_one_line_of_ndjson(client: Client, row_format: str, line: object) -> None:
    sql = "SELECT 1 AS A, PARSE_JSON('{\"k\": [1, 2]}')::OBJECT AS O"
    answer = fetch(client, LINES, sql, row_format=row_format)
    assert [json.loads(text) for text in answer.body.decode().splitlines()] == [line]


def test_columns_of_one_name_are_told_apart(client: Client) -> None:
    assert table(fetch(client, ARROW, "SELECT 1 AS A, 2 AS A")).column_names == ["A", "A_2"]
    assert fetch(client, CSV, "SELECT 1 AS A, 2 AS A").body == b"A,A_2\n1,2\n"


def test_headers_tell_of_the_statement(server: LocalServer) -> None:
    found = headers(server, "SELECT 1 AS A")
    assert found["X-Statement-Type"] == "SELECT"
    assert server.use_cases.history.get(found["X-Query-Id"]).text == "SELECT 1 AS A"
    assert "X-Row-Count" not in found


def test_the_number_of_rows_of_a_sessions_result_is_known_beforehand(server: LocalServer, client: Client) -> None:
    assert headers(server, MANY, session_id=client.session())["X-Row-Count"] == "300000"


def headers(server: LocalServer, sql: str, **options: object) -> http.client.HTTPMessage:
    parts = urllib.parse.urlsplit(server.url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port)
    connection.request("POST", "/api/v1/query", json.dumps({"sql": sql, **options}), {"Accept": CSV})
    response = connection.getresponse()
    response.read()
    connection.close()
    return response.headers


def test_of_several_statements_the_last_ones_result_is_streamed(client: Client) -> None:
    answer = fetch(client, CSV, "SET X = 5; SELECT 'other'; SELECT $X AS A")
    assert answer.body == b"A\n5\n"


def test_an_error_in_a_statement_before_the_last_is_an_ordinary_one(client: Client) -> None:
    answer = fetch(client, CSV, f"{FAILING}; SELECT 1")
    assert (answer.status, answer.error["code"]) == (400, "100051")


@pytest.mark.parametrize("media_type", STREAMS)
def test_an_error_before_the_first_byte_is_an_ordinary_one(client: Client, media_type: str) -> None:
    answer = fetch(client, media_type, "SELECT nope")
    assert (answer.status, answer.error["code"]) == (400, "000904")


@pytest.mark.parametrize("media_type", STREAMS)
def test_a_failing_result_of_a_session_is_an_ordinary_error(client: Client, media_type: str) -> None:
    answer = fetch(client, media_type, FAILING, session_id=client.session())
    assert (answer.status, answer.error["code"]) == (400, "100051")


@pytest.mark.parametrize("media_type", [ARROW, CSV, PARQUET])
def test_an_error_on_the_way_cuts_the_connection(server: LocalServer, media_type: str) -> None:
    with server.client() as client, pytest.raises(http.client.IncompleteRead):
        fetch(client, media_type, FAILING)


def test_an_error_on_the_way_is_the_last_line_of_ndjson(client: Client) -> None:
    lines = fetch(client, LINES, FAILING).body.decode().splitlines()
    assert json.loads(lines[0]).keys() == {"N"}
    last = json.loads(lines[-1])
    assert (last["success"], last["error"]["code"]) == (False, "100051")


def test_a_result_that_failed_on_the_way_is_recorded_as_failed(server: LocalServer, client: Client) -> None:
    query_id = json.loads(fetch(client, LINES, FAILING).body.splitlines()[-1])["error"]["query_id"]
    record = server.use_cases.history.get(query_id)
    assert (record.status.value, record.error_code) == ("FAIL", "100051")


@pytest.mark.parametrize(("accept", "status"), [("text/html", 406), ("nonsense", 406), ("image/*;q=0.5", 406)])
def test_what_nothing_of_ours_fits_is_not_acceptable(client: Client, accept: str, status: int) -> None:
    answer = fetch(client, accept, "SELECT 1")
    assert answer.status == status
    assert answer.error["code"] == "391900"


@pytest.mark.parametrize(
    "accept", ["*/*", "application/*", "application/json, text/csv", "text/csv;q=0.5, application/json"]
)
def test_json_is_what_is_answered_where_it_is_as_good_as_others(client: Client, accept: str) -> None:
    assert fetch(client, accept, "SELECT 1").media_type == "application/json"


def test_the_limit_of_rows_is_the_documents_alone(client: Client, server: LocalServer) -> None:
    more = "SELECT SEQ4() AS N FROM TABLE(GENERATOR(ROWCOUNT => 1000001))"
    assert client.query(more).status == 413
    assert table(fetch(client, ARROW, more)).num_rows == 1_000_001


def _begin(server: LocalServer, sql: str, media_type: str) -> socket.socket:
    parts = urllib.parse.urlsplit(server.url)
    body = json.dumps({"sql": sql}).encode()
    lines = ("POST /api/v1/query HTTP/1.1", f"Host: {parts.netloc}", f"Accept: {media_type}")
    head = "\r\n".join((*lines, f"Content-Length: {len(body)}", "\r\n"))
    connection = socket.create_connection((parts.hostname or "", parts.port or 0), timeout=60)
    connection.sendall(head.encode() + body)
    return connection


def _running(server: LocalServer, text: str) -> list[Any]:
    return [record for record in server.use_cases.history.running() if text in record.text]


def _await(condition: Any) -> None:
    for _ in range(600):
        if condition():
            return
        time.sleep(0.05)
    raise AssertionError("it does not come to pass")


@pytest.mark.parametrize("media_type", STREAMS)
def test_a_client_that_leaves_ends_its_statement(server: LocalServer, media_type: str) -> None:
    mark = f"{ENDLESS} -- {media_type}"
    with _begin(server, mark, media_type) as connection:
        assert len(connection.recv(1_000)) > 0
        ((query_id),) = [record.query_id for record in _running(server, mark)]
    _await(lambda: not _running(server, mark))
    record = server.use_cases.history.get(query_id)
    assert (record.status.value, record.error_code) == ("FAIL", "000604")


@pytest.mark.parametrize("media_type", [CSV, "application/json"])
def test_a_client_that_leaves_before_the_first_byte_ends_its_statement(server: LocalServer, media_type: str) -> None:
    slow = f"SELECT COUNT(*) AS LEFT_EARLY FROM ({ENDLESS})"
    with _begin(server, slow, media_type):
        _await(lambda: _running(server, "LEFT_EARLY"))
    _await(lambda: not _running(server, "LEFT_EARLY"))


def test_a_slow_client_holds_up_nothing_but_its_own_result(server: LocalServer, client: Client) -> None:
    with _begin(server, f"{ENDLESS} -- slow", ARROW) as connection:
        connection.recv(1_000)
        assert client.value("SELECT 1") == 1
        assert _running(server, "-- slow")
    _await(lambda: not _running(server, "-- slow"))
