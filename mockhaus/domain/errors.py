"""The error catalogue: the only errors that the core raises, with Snowflake's codes and SQLSTATEs.

Follows https://docs.snowflake.com/en/developer-guide/snowflake-scripting/exceptions and the codes that Snowflake's
own messages carry (`002003 (42S02): SQL compilation error: …`). An `ErrorCode` is data; `SnowflakeError` is what is
raised. Adapters translate their drivers' exceptions into these and nothing else leaves them.
"""

from __future__ import annotations

import enum
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Position:
    """Where in the statement's text an error lies: line from 1, character of the line from 0, as Snowflake counts."""

    line: int
    column: int


class Category(enum.Enum):
    """Who can do something about an error; adapters derive status codes from it."""

    SYNTAX = "syntax"
    NAME = "name"
    """An object, column or function that does not exist or is not authorized."""
    SEMANTIC = "semantic"
    """Understood, but not allowed as written."""
    DATA = "data"
    """A value that the operation cannot take."""
    PRIVILEGE = "privilege"
    CONFLICT = "conflict"
    """Another session was in the way: locks, aborted transactions, an object that exists already."""
    LIMIT = "limit"
    """Cancelled, timed out, out of memory, pool exhausted."""
    UNSUPPORTED = "unsupported"
    """Snowflake does it, Mockhaus does not."""
    REQUEST = "request"
    """The request itself is malformed (REST, CLI), not the SQL."""
    INTERNAL = "internal"
    """A fault of Mockhaus."""


class ErrorCode(enum.Enum):
    """Code, SQLSTATE, category and message template of every error. Placeholders are filled by `SnowflakeError`."""

    # fmt: off
    SYNTAX = ("001003", "42000", Category.SYNTAX, "SQL compilation error:\nsyntax error line {line} at position {column} unexpected '{token}'.")
    PARSE_FAILED = ("001003", "42000", Category.SYNTAX, "SQL compilation error:\n{detail}")
    EMPTY_STATEMENT = ("000900", "42601", Category.SYNTAX, "SQL compilation error:\nEmpty SQL statement.")
    STATEMENT_COUNT = ("000008", "0A000", Category.SEMANTIC, "Actual statement count {actual} did not match the desired statement count {desired}.")
    INVALID_IDENTIFIER = ("000904", "42000", Category.NAME, "SQL compilation error: error line {line} at position {column}\ninvalid identifier '{name}'")
    AMBIGUOUS_COLUMN = ("002028", "42601", Category.SEMANTIC, "SQL compilation error:\nambiguous column name '{name}'")
    OBJECT_NOT_FOUND = ("002003", "42S02", Category.NAME, "SQL compilation error:\n{kind} '{name}' does not exist or not authorized.")
    SCHEMA_NOT_FOUND = ("002003", "02000", Category.NAME, "SQL compilation error:\n{kind} '{name}' does not exist or not authorized.")
    OBJECT_CANNOT_BE_USED = ("002043", "02000", Category.NAME, "SQL compilation error:\nObject does not exist, or operation cannot be performed.")
    OBJECT_EXISTS = ("002002", "42710", Category.CONFLICT, "SQL compilation error:\nObject '{name}' already exists.")
    OBJECT_IS_OF_OTHER_KIND = ("001998", "42710", Category.CONFLICT, "SQL compilation error:\nObject '{name}' already exists as {kind}")
    UNKNOWN_FUNCTION = ("002140", "42601", Category.NAME, "SQL compilation error:\nUnknown function {name}")
    UNKNOWN_USER_DEFINED_FUNCTION = ("002141", "42601", Category.NAME, "SQL compilation error:\nUnknown user-defined function {name}")
    ARGUMENT_COUNT_SMALL = ("000938", "22023", Category.SEMANTIC, "SQL compilation error: error line {line} at position {column}\nnot enough arguments for function [{call}], expected {expected}, got {actual}")
    ARGUMENT_COUNT_LARGE = ("000939", "22023", Category.SEMANTIC, "SQL compilation error: error line {line} at position {column}\ntoo many arguments for function [{call}] expected {expected}, got {actual}")
    ARGUMENT_TYPES = ("001044", "42P13", Category.SEMANTIC, "SQL compilation error: error line {line} at position {column}\nInvalid argument types for function '{name}': ({types})")
    INVALID_TYPE_FOR_PARAMETER = ("002023", "22000", Category.SEMANTIC, "SQL compilation error:\nExpression type does not match column data type, expecting {expected} but got {actual} for column {column_name}")
    ARGUMENT_NOT_CONSTANT = ("001015", "22023", Category.SEMANTIC, "SQL compilation error:\nargument {index} to function {name} needs to be constant, found '{expression}'")
    ARGUMENT_NOT_TEXT = ("001045", "22023", Category.SEMANTIC, "SQL compilation error:\nargument needs to be a string: '{index}'")
    VIEW_COLUMN_COUNT = ("002057", "42601", Category.SEMANTIC, "SQL compilation error:\nView definition for '{name}' declared {declared} column(s), but view query produces {found} column(s).")
    QUALIFY_WITHOUT_WINDOW = ("000992", "42601", Category.SEMANTIC, "SQL compilation error: error line {line} at position {column}\nfound QUALIFY clause but no window function.")
    UNEXPECTED_ARGUMENT = ("000937", "22023", Category.SEMANTIC, "SQL compilation error: error line {line} at position {column}\ninvalid argument for function [{call}] unexpected argument [{value}] at position {index},")
    INVALID_COLLATION = ("001008", "22023", Category.SEMANTIC, "Invalid value '{value}' for COLLATION. Reason: {reason}")
    INCOMPATIBLE_COLLATIONS = ("002322", "42846", Category.SEMANTIC, "SQL compilation error: Incompatible collations: '{first}' and '{second}'")
    WINDOW_FRAME = ("002303", "0A000", Category.SEMANTIC, "SQL compilation error: error line {line} at position {column}\n{extent} window frame unsupported for function {name}")
    NOTHING_TO_SEARCH = ("001173", "22023", Category.SEMANTIC, "SQL compilation error: error line {line} at position {column}: Expected non-empty set of columns supporting full-text search.")
    INCOMPATIBLE_TYPES = ("001038", "22023", Category.SEMANTIC, "SQL compilation error:\nCan not convert parameter '{expression}' of type [{actual}] into expected type [{expected}]")
    PREDICATE_TYPE = ("002016", "22000", Category.SEMANTIC, "SQL compilation error:\nInvalid data type [{actual}] for predicate [{expression}]")
    INVALID_CONVERSION = ("001007", "22023", Category.SEMANTIC, "SQL compilation error:\ninvalid type [{expression}] for parameter '{name}'")
    TRY_CAST_TYPES = ("001065", "22023", Category.SEMANTIC, "SQL compilation error:\nFunction TRY_CAST cannot be used with arguments of types {source} and {target}")
    STRUCTURED_ARGUMENT_TYPES = ("001065", "22023", Category.SEMANTIC, "SQL compilation error:\nFunction {name} cannot be used with arguments of types {types}")
    FIELD_MISSING = ("093201", "23001", Category.SEMANTIC, "Function {name}: expected structured object to contain field {key} but it did not.")
    FIELD_PRESENT = ("093202", "23001", Category.SEMANTIC, "Function {name}: expected structured object to not contain field {key} but it did.")
    UNSUPPORTED_DATA_TYPE = ("002040", "42601", Category.SEMANTIC, "SQL compilation error:\nUnsupported data type '{name}'.")
    NOT_A_GROUP_BY_EXPRESSION = ("000979", "42601", Category.SEMANTIC, "SQL compilation error:\n[{expression}] is not a valid group by expression")
    NEITHER_AGGREGATE_NOR_GROUPED = ("001104", "42601", Category.SEMANTIC, "SQL compilation error: error line {line} at position {column}\n'{expression}' in select clause is neither an aggregate nor in the group by clause.")
    INSERT_COLUMN_COUNT = ("002020", "21S01", Category.SEMANTIC, "SQL compilation error:\nInsert value list does not match column list expecting {expected} but got {actual}")
    INVALID_VALUES_EXPRESSION = ("002014", "22000", Category.SEMANTIC, "SQL compilation error:\nInvalid expression [{expression}] in VALUES clause")
    SET_OPERATION_COLUMNS = ("001789", "42601", Category.SEMANTIC, "SQL compilation error:\ninvalid number of result columns for set operator input branches, expected {expected}, got {actual} in branch {branch}")
    SET_OPERATION_TYPES = ("001790", "42601", Category.SEMANTIC, "SQL compilation error:\ninconsistent data type for result columns for set operator input branches, expected {expected}, got {actual} for expression [{expression}] branch {branch}")
    VIEW_EXPANSION = ("002037", "42601", Category.SEMANTIC, "SQL compilation error:\nFailure during expansion of view '{name}': {cause}")
    DUPLICATE_COLUMN = ("002025", "42S21", Category.SEMANTIC, "SQL compilation error:\nduplicate column name '{name}'")
    MATCH_CONDITION_OPERATOR = ("010001", "42601", Category.SEMANTIC, "SQL compilation error:\nMATCH_CONDITION clause is invalid: Only comparison operators '>=', '>', '<=' and '<' are allowed. Keywords such as AND and OR are not allowed.")
    MATCH_CONDITION_SIDES = ("010002", "42601", Category.SEMANTIC, "SQL compilation error:\nMATCH_CONDITION clause is invalid: The left side allows only column references from the left side table, and the right side allows only column references from the right side table.")
    ASOF_JOIN_LATERAL = ("010004", "42601", Category.SEMANTIC, "SQL compilation error:\nASOF JOIN is not supported for joins with LATERAL table functions or LATERAL views.")
    ASOF_JOIN_CONDITION = ("010010", "42601", Category.SEMANTIC, "SQL compilation error:\nON clause for ASOF JOIN must contain conjunctions of equality conditions only. Disjunctions are not allowed. Each side of an equality condition must only refer to either the left table or the right table. {condition} is invalid.")
    READ_ORDER_WITHOUT_DIRECTED = ("001867", "42601", Category.SEMANTIC, "SQL compilation error: FIRST or LAST is only valid on a DIRECTED JOIN.")
    READ_ORDER_ALIAS = ("001868", "42601", Category.SEMANTIC, "SQL compilation error: FIRST or LAST requires two direct operands, and alias '{name}' must name one of them.")
    SELECT_WITHOUT_COLUMNS = ("001080", "42601", Category.SEMANTIC, "SQL compilation error:\nSELECT with no columns")
    DUPLICATE_ALIAS = ("001799", "42601", Category.SEMANTIC, "SQL compilation error:\nduplicate alias '{name}'")
    COLUMN_EXISTS = ("001430", "42601", Category.SEMANTIC, "SQL compilation error:\ncolumn '{name}' already exists")
    COLUMN_TYPE_CHANGE = ("002108", "22000", Category.SEMANTIC, "SQL compilation error: cannot change column {column_name} from type {old} to {new}")
    COLUMN_COLLATION_CHANGE = ("002108", "22000", Category.SEMANTIC, 'SQL compilation error: cannot change column {column_name} from type "{old}" to "{new}" because they have incompatible collations.')
    COLUMN_LENGTH_REDUCED = ("040050", "22000", Category.SEMANTIC, "SQL compilation error: cannot change column {column_name} from type {old} to {new} because reducing the byte-length of a varchar is not supported.")
    OBJECT_OF_WRONG_KIND = ("002203", "02000", Category.NAME, "SQL compilation error: Object found is of type '{actual}', not specified type '{expected}'.")
    NOT_RESTORABLE = ("002003", "02000", Category.NAME, "SQL compilation error:\n{kind} '{name}' did not exist or was purged.")
    INVALID_COLUMN_DEFINITION = ("002262", "22000", Category.SEMANTIC, "SQL compilation error:\n{detail}")
    INVALID_PROPERTY = ("001006", "42601", Category.SEMANTIC, "SQL compilation error:\ninvalid property '{name}' for '{kind}'")
    INVALID_VALUE = ("001008", "22023", Category.SEMANTIC, "SQL compilation error:\ninvalid value [{value}] for parameter '{name}'")
    INVALID_PARAMETER = ("001006", "42601", Category.SEMANTIC, "SQL compilation error:\ninvalid parameter '{name}'")
    VARIABLE_NOT_SET = ("002211", "02000", Category.NAME, "SQL compilation error: error line {line} at position {column}\nSession variable '${name}' does not exist")
    BIND_NOT_SET = ("002049", "42601", Category.SEMANTIC, "SQL compilation error: error line {line} at position {column}\nBind variable {name} not set.")
    BIND_COUNT = ("002139", "42601", Category.SEMANTIC, "SQL compilation error:\nWrong number of bind values: expected {expected}, got {actual}.")
    BIND_BATCH_SIZE = ("002099", "42601", Category.SEMANTIC, "SQL compilation error: Batch size of {actual} for bind variable {number} not the same as previous size of {expected}.")
    BIND_INVALID = ("002086", "22000", Category.DATA, "SQL compilation error:\nInvalid bind value ({value}) for type ({type}).")
    NO_CURRENT_DATABASE = ("090105", "22000", Category.SEMANTIC, "Cannot perform {operation}. This session does not have a current database. Call 'USE DATABASE', or use a qualified name.")
    NO_CURRENT_SCHEMA = ("090106", "22000", Category.SEMANTIC, "Cannot perform {operation}. This session does not have a current schema. Call 'USE SCHEMA', or use a qualified name.")
    TABLE_CANNOT_BE_CHANGED = ("001003", "42000", Category.SEMANTIC, "SQL compilation error:\n{detail}")
    TABLE_FUNCTION_ARGUMENT = ("002018", "22023", Category.SEMANTIC, "SQL compilation error:\nInvalid argument [{reason}] for table function. Table function argument is required to be a constant.")
    SEMANTIC = ("002079", "42601", Category.SEMANTIC, "SQL compilation error:\n{detail}")
    NONDETERMINISTIC_DML = ("100090", "42P18", Category.DATA, "Duplicate row detected during DML action\nRow Values: [{row}]")
    NULL_NOT_ALLOWED = ("100072", "22000", Category.DATA, "NULL result in a non-nullable column")
    STRING_TOO_LONG = ("100078", "22000", Category.DATA, "String '{value}' is too long and would be truncated")
    LENGTHS_DIFFER = ("100544", "22026", Category.DATA, "The lengths of two variable-sized fields do not match: first length {first}, second length {second}")
    DIVISION_BY_ZERO = ("100051", "22012", Category.DATA, "Division by zero")
    NUMERIC_NOT_RECOGNIZED = ("100038", "22018", Category.DATA, "Numeric value '{value}' is not recognized")
    NUMERIC_OUT_OF_RANGE = ("100039", "22003", Category.DATA, "Numeric value '{value}' is out of range")
    NUMBER_OUT_OF_REPRESENTABLE_RANGE = ("100046", "22003", Category.DATA, "Number out of representable range: type {type}, value {value}")
    BOOLEAN_NOT_RECOGNIZED = ("100037", "22018", Category.DATA, "Boolean value '{value}' is not recognized")
    DATE_NOT_RECOGNIZED = ("100040", "22007", Category.DATA, "Date '{value}' is not recognized")
    TIMESTAMP_NOT_RECOGNIZED = ("100035", "22007", Category.DATA, "Timestamp '{value}' is not recognized")
    TIME_NOT_RECOGNIZED = ("100108", "22007", Category.DATA, "Time '{value}' is not recognized")
    FORMAT_MISMATCH = ("100096", "22007", Category.DATA, "Can't parse '{value}' as {type} with format '{format}'")
    NUMBER_FORMAT_MISMATCH = ("100140", "22007", Category.DATA, "Can't parse '{value}' as number with format '{format}'")
    HEX_NOT_RECOGNIZED = ("100115", "22000", Category.DATA, "The following string is not a legal hex-encoded value: '{value}'")
    BASE64_NOT_RECOGNIZED = ("100116", "22000", Category.DATA, "The following string is not a legal base64-encoded value: '{value}'")
    BINARY_TOO_LONG = ("100145", "22000", Category.DATA, "Binary value '{value}' is too long and would be truncated")
    DUPLICATE_KEY = ("100106", "22000", Category.DATA, "Duplicate field key '{name}'")
    DUPLICATE_MAP_KEY = ("100103", "22000", Category.DATA, "Duplicate field key '{name}'")
    NOT_AN_ARRAY = ("100107", "22000", Category.DATA, "Not an array: '{detail}'")
    DECRYPTION_FAILED = ("100311", "22023", Category.DATA, "Decryption failed. Check encrypted data, key, AAD, or AEAD tag.")
    ZERO_STEP = ("100098", "22023", Category.DATA, "Step must not be zero.")
    LENGTH_LIMIT = ("100074", "54000", Category.DATA, "User character length limit ({length}) exceeded by string '{value}'")
    JSON_INVALID = ("100069", "22P02", Category.DATA, "Error parsing JSON: {detail}")
    GEO_INVALID = ("100205", "P0000", Category.DATA, "Error parsing Geo input: {value}. Did not recognize valid GeoJSON, (E)WKT or (E)WKB.")
    XML_INVALID = ("100100", "22P02", Category.DATA, "Error parsing XML: {detail}")
    VARIANT_CAST = ("100071", "22000", Category.DATA, "Failed to cast variant value {value} to {type}")
    DUPLICATE_FIELD_KEY = ("100104", "22000", Category.DATA, "Duplicate field key '{key}'")
    ENCODING_INVALID = ("100115", "22000", Category.DATA, "{detail}")
    URL_INVALID = ("100139", "22000", Category.DATA, "{detail}")
    REGULAR_EXPRESSION_INVALID = ("100048", "2201B", Category.DATA, "Invalid regular expression: '{pattern}', {detail}")
    SUBQUERY_MANY_ROWS = ("090150", "22000", Category.DATA, "Single-row subquery returns more than one row.")
    DATA = ("100132", "P0000", Category.DATA, "{detail}")
    H3_RESOLUTION = ("100410", "P0000", Category.DATA, "Invalid H3 resolution value: {value}. Resolution must be between 0 (coarsest) and 15 (finest).")
    FILE_NOT_FOUND = ("100016", "22000", Category.DATA, "Remote file '{name}' was not found. If you are running a copy command, please make sure files are not deleted when they are being loaded or files are not being loaded into two different tables concurrently (auto purge option).")
    FILES_EXIST = ("100076", "22000", Category.CONFLICT, "Files already existing at the unload destination: {location}. Use overwrite option to force unloading.")
    LOAD_FAILED = ("100080", "22000", Category.DATA, "{detail}\n  File '{file}', line {line}, character {character}\n  Row {row}, column {column_name}\n  If you would like to continue loading when an error is encountered, use other values such as 'SKIP_FILE' or 'CONTINUE' for the ON_ERROR option. For more information on loading options, please run 'info loading_data' in a SQL client.")
    NOT_AUTHORIZED = ("003001", "42501", Category.PRIVILEGE, "SQL access control error:\nInsufficient privileges to operate on {kind} '{name}'")
    ROLE_NOT_GRANTED = ("003013", "42501", Category.PRIVILEGE, "SQL access control error:\nRequested role '{name}' is not assigned to the executing user. Specify another role to activate.")
    ROLE_CYCLE = ("003001", "42501", Category.PRIVILEGE, "SQL access control error:\nRole '{grantee}' is held by role '{role}', which cannot be granted to it.")
    CURRENT_ROLE_DROPPED = ("003001", "42501", Category.PRIVILEGE, "SQL execution error: Cannot drop role {name} as it is the current primary role.")
    WAREHOUSE_NOT_RESUMABLE = ("090063", "22000", Category.SEMANTIC, "Invalid state. Warehouse '{name}' cannot be resumed.")
    WAREHOUSE_NOT_SUSPENDABLE = ("090064", "22000", Category.SEMANTIC, "Invalid state. Warehouse '{name}' cannot be suspended.")
    LOCK_TIMEOUT = ("000625", "57014", Category.CONFLICT, "Statement '{query_id}' has locked table '{name}' in transaction {transaction} and this lock has not yet been released. Your statement was aborted because the lock timeout of {seconds} seconds was reached.")
    DEADLOCK = ("000626", "40001", Category.CONFLICT, "Your statement was aborted because it waited for a lock on '{name}' in a deadlock with another transaction.")
    TRANSACTION_ABORTED = ("000628", "40001", Category.CONFLICT, "The transaction was aborted by an earlier error ({cause}) and its changes are undone. ROLLBACK ends it.")
    SERIALIZATION = ("000627", "40001", Category.CONFLICT, "The statement conflicted with a concurrent change of '{name}'; run it again.")
    TRANSACTION_OUTDATED = ("000629", "40001", Category.CONFLICT, "'{name}' was changed by another session since this transaction's first change; end it with ROLLBACK and run it again.")
    CANCELLED = ("000604", "57014", Category.LIMIT, "SQL execution canceled")
    TIMEOUT = ("000630", "57014", Category.LIMIT, "Statement reached its statement or warehouse timeout of {seconds} second(s) and was canceled.")
    OUT_OF_MEMORY = ("000603", "53200", Category.LIMIT, "SQL execution ran out of memory ({detail}).")
    STORAGE = ("000605", "53100", Category.LIMIT, "Storage failed: {detail}")
    RESULT_TOO_LARGE = ("000606", "54000", Category.LIMIT, "The result has more than {limit}, the limit of this interface.")
    POOL_EXHAUSTED = ("390114", "53300", Category.LIMIT, "No connection became free within {seconds} seconds: all {size} are in use.")
    TOO_MANY_SESSIONS = ("390115", "53300", Category.LIMIT, "The limit of {limit} open sessions is reached.")
    BUSY = ("390116", "57014", Category.CONFLICT, "Statements that were cancelled have not ended within {seconds} seconds; nothing was changed.")
    PIPE_NOT_FOUND = ("390404", "02000", Category.NAME, "Specified object does not exist or not authorized. Pipe not found")
    SESSION_NOT_FOUND = ("390111", "08003", Category.NAME, "Session '{session_id}' does not exist, has expired or is closed.")
    SERVER_STOPPING = ("390111", "08001", Category.REQUEST, "Session no longer exists: the server is stopping. New login required to access the service.")
    QUERY_NOT_FOUND = ("000709", "02000", Category.NAME, "Statement {query_id} not found")
    TIME_TRAVEL_UNAVAILABLE = ("000707", "02000", Category.DATA, "Time travel data is not available for {kind} {name}. The requested time is either beyond the allowed time travel period or before the object creation time.")
    CHANGES_NOT_TRACKED = ("002079", "02000", Category.SEMANTIC, "SQL compilation error:\nChange tracking is not enabled or has been missing for the time range requested on table '{name}'.")
    TIME_TRAVEL_FUTURE = ("000708", "02000", Category.DATA, "Future data is not available for {kind} {name}.")
    RESULT_NOT_FOUND = ("000710", "02000", Category.NAME, "Result for query {query_id} has expired")
    STATEMENTS_FAILED = ("100132", "P0000", Category.DATA, "JavaScript execution error: Uncaught Execution of multiple statements failed on statement \"{text}\" (at line {line}, position {column}).\n{cause} in SYSTEM$MULTISTMT at '    throw `Execution of multiple statements failed on statement {{0}} (at line {{1}}, position {{2}}).`.replace('{{1}}', LINES[i])' position 4\nstackstrace: \nSYSTEM$MULTISTMT line: 10")
    TOKEN_INVALID = ("390104", "08001", Category.REQUEST, "Session token is invalid: it was not found, or it is malformed.")
    TOKEN_EXPIRED = ("390112", "08001", Category.REQUEST, "Your session has expired. Please login again.")
    MASTER_TOKEN_INVALID = ("390113", "08001", Category.REQUEST, "Authentication token is invalid. The user must authenticate again.")
    MASTER_TOKEN_EXPIRED = ("390114", "08001", Category.REQUEST, "Authentication token has expired. The user must authenticate again.")
    BEARER_MISSING = ("390146", "08001", Category.REQUEST, "Bearer token is missing in the HTTP request header.")
    JWT_INVALID = ("390144", "08001", Category.PRIVILEGE, "JWT token is invalid.")
    OAUTH_TOKEN_INVALID = ("390303", "08001", Category.PRIVILEGE, "Invalid OAuth access token.")
    ACCESS_TOKEN_INVALID = ("394400", "08001", Category.PRIVILEGE, "Programmatic access token is invalid.")
    LOGIN_FAILED = ("390100", "08001", Category.PRIVILEGE, "Incorrect username or password was specified.")
    LOGIN_MISSING = ("390100", "08001", Category.PRIVILEGE, "The call must say who calls: by a user name and password, by a JWT, or by the token of a session.")
    LOGIN_LOCKED = ("390102", "08001", Category.PRIVILEGE, "Your user account has been temporarily locked due to too many failed attempts. Try again in {seconds} second(s), or contact your account administrator for assistance.")
    USER_DISABLED = ("390101", "08001", Category.PRIVILEGE, "User access disabled. Contact your local system administrator.")
    DEFAULT_ROLE_NOT_GRANTED = ("390186", "08001", Category.PRIVILEGE, "User's configured default role '{name}' is not granted to this user. Contact your local system administrator, or attempt to login using a CLI client with a connect string selecting another role, e.g. PUBLIC.")
    LOGIN_ROLE_NOT_GRANTED = ("390189", "08001", Category.PRIVILEGE, "Role '{name}' specified in the connect string does not exist or not authorized. Contact your local system administrator, or attempt to login with another role, e.g. PUBLIC.")
    LOGIN_ROLE_NOT_PERMITTED = ("390186", "08001", Category.PRIVILEGE, "Role '{name}' specified in the connect string is not granted to this user, or is not permitted for the credentials being used. Contact your local system administrator, or attempt to login with another role, e.g. PUBLIC.")
    LOGIN_OBJECT_MISSING = ("390201", "08001", Category.NAME, "The requested {kind} does not exist or not authorized.")
    QUERY_NOT_RUNNING = ("000605", "57014", Category.NAME, "Identified SQL statement is not currently executing.")
    STATEMENT_UNSUPPORTED = ("000002", "0A000", Category.UNSUPPORTED, "Unsupported feature '{feature}'.")
    INVALID_REQUEST = ("391900", "22023", Category.REQUEST, "{detail}")
    PAYLOAD_INVALID = ("390142", "22000", Category.REQUEST, "Incoming request does not contain a valid payload.")
    TOO_MANY_REQUESTS = ("390505", "53300", Category.LIMIT, "Too many requests.")
    ACCEPT_UNSUPPORTED = ("391902", "22023", Category.REQUEST, "Unsupported Accept header {value} is specified.")
    COMMAND_UNSUPPORTED = ("391911", "0A000", Category.UNSUPPORTED, "Command not supported by SQL API: {command}")
    PARTITION_INVALID = ("391922", "22023", Category.REQUEST, "Invalid partition parameter. The partition must be long type parsable and between 0 and {last}, but '{value}' is specified.")
    LOCAL_FOLDER_MISSING = ("253005", "22000", Category.REQUEST, "The local path is not a directory: {name}")
    LOCAL_FILE_MISSING = ("253006", "22000", Category.REQUEST, "File doesn't exist: ['{name}']")
    LOCAL_STORAGE = ("253002", "22000", Category.REQUEST, "While getting file(s) there was an error: {detail}")
    FILE_URL_INVALID = ("390104", "08001", Category.PRIVILEGE, "This URL of a staged file was not made by this server, or not for this user.")
    FILE_URL_EXPIRED = ("390104", "08001", Category.PRIVILEGE, "The time of this URL of a staged file is over.")
    STAGE_PATH = ("001757", "42601", Category.SEMANTIC, "SQL compilation error:\ninvalid stage path '{path}'")
    INTERNAL = ("300002", "XX000", Category.INTERNAL, "Internal error: the statement failed for a reason of Mockhaus's own; its log names query {query_id}.")
    # fmt: on

    def __init__(self, code: str, sqlstate: str, category: Category, template: str) -> None:
        self.code = code
        self.sqlstate = sqlstate
        self.category = category
        self.template = template

    # Two members may share a code, so the value is made unique by the name.
    def __new__(cls, *values: object) -> ErrorCode:  # noqa: D102
        member = object.__new__(cls)
        member._value_ = (len(cls.__members__), *values)
        return member


class SnowflakeError(Exception):
    """An error as Snowflake reports it.

    `code` and `sqlstate` are the catalogue's; `position` is given where the error has a place in the text; `query_id`
    is filled in by the use case that ran the statement. `details` holds the template's values.
    """

    def __init__(self, code: ErrorCode, *, position: Position | None = None, **details: object) -> None:
        self.error = code
        self.position = position
        self.details = details
        self.query_id: str | None = None
        self._message = ""
        super().__init__(self.message)

    @classmethod
    def worded(cls, code: str, sqlstate: str, message: str) -> SnowflakeError:
        """An error whose code and whole message were made elsewhere: by a check inside engine SQL.

        The code must be in the catalogue; INTERNAL stands for one that is not, so that nothing unknown is shown.
        """
        for member in ErrorCode:
            if (member.code, member.sqlstate) == (code, sqlstate):
                break
        else:
            return cls(ErrorCode.INTERNAL, query_id="?")
        error = cls.__new__(cls)
        Exception.__init__(error, message)
        error.error, error.position, error.details, error.query_id = member, None, {}, None
        error._message = message  # noqa: SLF001 - its own constructor
        return error

    @property
    def code(self) -> str:
        """Snowflake's six-digit code."""
        return self.error.code

    @property
    def sqlstate(self) -> str:
        """The five-character SQLSTATE."""
        return self.error.sqlstate

    @property
    def message(self) -> str:
        """The message without the code, as Snowflake words it."""
        if self._message:
            return self._message
        place = (
            {"line": self.position.line, "column": self.position.column} if self.position else {"line": 1, "column": 0}
        )
        return self.error.template.format(**{**place, **self.details})

    def __reduce__(self) -> tuple[object, ...]:
        return (_rebuild, (self.error, self.position, self.details, self.query_id, self._message))


def _rebuild(
    code: ErrorCode, position: Position | None, details: dict[str, object], query_id: str | None, message: str
) -> SnowflakeError:
    if message:
        error = SnowflakeError.worded(code.code, code.sqlstate, message)
    else:
        error = SnowflakeError(code, position=position, **details)
    error.query_id = query_id
    return error


def needs_nanoseconds(position: Position | None = None) -> SnowflakeError:
    """The wish for a plan in nanoseconds; a refusal where it cannot be had. `nanoseconds` in the details tells it."""
    feature = "more than six fractional digits of a second in this place"
    return SnowflakeError(ErrorCode.STATEMENT_UNSUPPORTED, position=position, feature=feature, nanoseconds=True)


def unsupported(feature: str, position: Position | None = None) -> SnowflakeError:
    """The refusal, by name, of something that Snowflake does and Mockhaus does not."""
    return SnowflakeError(ErrorCode.STATEMENT_UNSUPPORTED, position=position, feature=feature)
