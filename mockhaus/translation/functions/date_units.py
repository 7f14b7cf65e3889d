"""Date and time parts: their names and abbreviations.

Follows https://docs.snowflake.com/en/sql-reference/functions-date-time, "Supported date and time parts".
"""

from __future__ import annotations

from mockhaus.domain.errors import ErrorCode, Position, SnowflakeError

_SPELLINGS = {
    "YEAR": "YEAR Y YY YYY YYYY YR YEARS YRS",
    "QUARTER": "QUARTER Q QTR QTRS QUARTERS",
    "MONTH": "MONTH MM MON MONS MONTHS",
    "WEEK": "WEEK WEEKS W WK WEEKOFYEAR WOY WY",
    "WEEKISO": "WEEKISO WEEK_ISO WEEKOFYEARISO WEEKOFYEAR_ISO",
    "DAY": "DAY D DD DAYS DAYOFMONTH",
    "DAYOFWEEK": "DAYOFWEEK WEEKDAY DOW DW",
    "DAYOFWEEKISO": "DAYOFWEEKISO WEEKDAY_ISO DOW_ISO DW_ISO DAYOFWEEK_ISO",
    "DAYOFYEAR": "DAYOFYEAR YEARDAY DOY DY",
    "YEAROFWEEK": "YEAROFWEEK",
    "YEAROFWEEKISO": "YEAROFWEEKISO",
    "HOUR": "HOUR H HH HR HOURS HRS",
    "MINUTE": "MINUTE M MI MIN MINUTES MINS",
    "SECOND": "SECOND S SEC SECONDS SECS",
    "MILLISECOND": "MILLISECOND MS MSEC MILLISECONDS",
    "MICROSECOND": "MICROSECOND US USEC MICROSECONDS",
    "NANOSECOND": "NANOSECOND NS NSEC NANOSEC NSECOND NANOSECONDS NANOSECS NSECONDS",
    "EPOCH_SECOND": "EPOCH_SECOND EPOCH EPOCH_SECONDS",
    "EPOCH_MILLISECOND": "EPOCH_MILLISECOND EPOCH_MILLISECONDS",
    "EPOCH_MICROSECOND": "EPOCH_MICROSECOND EPOCH_MICROSECONDS",
    "EPOCH_NANOSECOND": "EPOCH_NANOSECOND EPOCH_NANOSECONDS",
    "TIMEZONE_HOUR": "TIMEZONE_HOUR TZH",
    "TIMEZONE_MINUTE": "TIMEZONE_MINUTE TZM",
}
_UNITS = {spelling: unit for unit, spellings in _SPELLINGS.items() for spelling in spellings.split()}
DATE_UNITS = frozenset({"YEAR", "QUARTER", "MONTH", "WEEK", "WEEKISO", "DAY"})
"""The parts that are whole days or more."""


def unit_of(name: str, position: Position | None = None) -> str:
    """The part that a name or abbreviation in any case means; INVALID_VALUE for an unknown one."""
    unit = _UNITS.get(name.upper())
    if unit is None:
        raise SnowflakeError(ErrorCode.INVALID_VALUE, position=position, value=name, name="date_or_time_part")
    return unit
