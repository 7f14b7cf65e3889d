"""Session parameters: what clients are told, what they may ask for when they log in, what is refused."""

from __future__ import annotations

import pytest

from mockhaus.domain.errors import SnowflakeError
from mockhaus.domain.sessions.definitions import DEFINITIONS
from mockhaus.domain.sessions.parameters import SessionParameters, reported


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("AUTOCOMMIT", True),
        ("BINARY_OUTPUT_FORMAT", "HEX"),
        ("CLIENT_MEMORY_LIMIT", 1536),
        ("CLIENT_PREFETCH_THREADS", 4),
        ("CLIENT_RESULT_CHUNK_SIZE", 160),
        ("CLIENT_SESSION_KEEP_ALIVE_HEARTBEAT_FREQUENCY", 3600),
        ("CLIENT_STAGE_ARRAY_BINDING_THRESHOLD", 65280),
        ("CLIENT_TELEMETRY_ENABLED", False),
        ("CLIENT_TIMESTAMP_TYPE_MAPPING", "TIMESTAMP_LTZ"),
        ("JDBC_TREAT_DECIMAL_AS_INT", True),
        ("PYTHON_CONNECTOR_QUERY_RESULT_FORMAT", "ARROW"),
        ("PYTHON_SNOWPARK_USE_SCOPED_TEMP_OBJECTS", False),
        ("QUERY_CONTEXT_CACHE_SIZE", 5),
        ("SERVICE_NAME", ""),
        ("TIMESTAMP_LTZ_OUTPUT_FORMAT", ""),
        ("TIMEZONE", "America/Los_Angeles"),
        ("TRANSACTION_DEFAULT_ISOLATION_LEVEL", "READ COMMITTED"),
    ],
)
def test_clients_are_told_defaults_in_their_types(name: str, value: object) -> None:
    found = dict(reported(SessionParameters()))[name]

    assert (found, type(found)) == (value, type(value))


def test_clients_are_told_every_parameter_with_the_value_that_holds() -> None:
    found = dict(reported(SessionParameters().setting("TIMEZONE", "UTC").setting("AUTOCOMMIT", "false")))

    assert found.keys() == DEFINITIONS.keys()
    assert (found["TIMEZONE"], found["AUTOCOMMIT"]) == ("UTC", False)


def test_equal_parameters_are_told_by_the_same_tuple() -> None:
    first, second = (SessionParameters().setting("TIMEZONE", "UTC") for _ in range(2))

    assert reported(first) is reported(second)


@pytest.mark.parametrize("value", [False, "false", "FALSE"])
def test_a_client_may_ask_for_parameters_in_json_types_or_as_text(value: object) -> None:
    parameters = SessionParameters().adopting({"autocommit": value, "CLIENT_PREFETCH_THREADS": "7", "WEEK_START": 1})

    assert not parameters.flag("AUTOCOMMIT")
    assert parameters.integer("CLIENT_PREFETCH_THREADS") == 7
    assert parameters.integer("WEEK_START") == 1


def test_names_that_clients_make_up_are_left_out() -> None:
    asked = {"CLIENT_RUNTIME_NAME": "CPython", "CLIENT_APPLICATION_PATH": None, "QUERY_TAG": None}

    assert SessionParameters().adopting(asked) == SessionParameters()


def test_a_client_may_not_ask_for_a_value_that_a_parameter_cannot_have() -> None:
    with pytest.raises(SnowflakeError) as caught:
        SessionParameters().adopting({"TIMEZONE": "Nowhere/Land"})

    assert "TIMEZONE" in caught.value.message


def test_a_client_may_not_ask_for_what_would_not_be_honoured() -> None:
    with pytest.raises(SnowflakeError, match="STRICT_JSON_OUTPUT") as caught:
        SessionParameters().adopting({"STRICT_JSON_OUTPUT": True})

    assert caught.value.code == "000002"


def test_a_query_tag_has_at_most_two_thousand_characters() -> None:
    assert SessionParameters().setting("QUERY_TAG", "x" * 2000).text("QUERY_TAG") == "x" * 2000
    with pytest.raises(SnowflakeError) as caught:
        SessionParameters().setting("QUERY_TAG", "x" * 2001)

    assert caught.value.code == "001008"


@pytest.mark.parametrize("name", DEFINITIONS)
def test_a_parameter_can_be_set_to_its_own_default(name: str) -> None:
    default = DEFINITIONS[name].default

    assert SessionParameters().adopting({name: default}).value(name) == default


def test_what_a_statement_was_sent_with_goes_back_and_what_it_changed_stays() -> None:
    before = SessionParameters().setting("TIMEZONE", "UTC")
    during = before.adopting({"QUERY_TAG": "one statement", "TIMEZONE": "Asia/Tokyo"})
    after = during.setting("WEEK_START", "3")

    assert after.putting_back(before, during) == before.setting("WEEK_START", "3")


def test_what_a_statement_was_sent_with_and_set_itself_stays() -> None:
    during = SessionParameters().adopting({"TIMEZONE": "Asia/Tokyo"})
    after = during.setting("TIMEZONE", "UTC")

    assert after.putting_back(SessionParameters(), during) == after
    assert during.unsetting("TIMEZONE").putting_back(SessionParameters(), during) == SessionParameters()
