package compat

import (
	"bytes"
	"context"
	"database/sql"
	"math"
	"math/big"
	"strings"
	"testing"
	"time"

	sf "github.com/snowflakedb/gosnowflake"
)

const most = "12345678901234567890123456789012345678"

// both runs a test with results as Arrow and as JSON, in UTC.
func both(t *testing.T, test func(t *testing.T, conn *sql.Conn)) {
	t.Helper()
	for _, format := range []string{"ARROW", "JSON"} {
		t.Run(format, func(t *testing.T) {
			conn := inFormat(t, format)
			execute(t, conn, "ALTER SESSION SET TIMEZONE = 'UTC'")
			test(t, conn)
		})
	}
}

func TestNumbers(t *testing.T) {
	both(t, func(t *testing.T, conn *sql.Conn) {
		equal(t, value[int64](t, conn, "SELECT 42"), int64(42))
		equal(t, value[float64](t, conn, "SELECT -1.25"), -1.25)
		equal(t, value[string](t, conn, "SELECT "+most), most)
		equal(t, value[int64](t, conn, "SELECT 9223372036854775807"), int64(math.MaxInt64))
		equal(t, value[float64](t, conn, "SELECT 1.5e300::FLOAT"), 1.5e300)
		equal(t, math.IsNaN(value[float64](t, conn, "SELECT 'NaN'::FLOAT")), true)
		equal(t, value[float64](t, conn, "SELECT 'inf'::FLOAT"), math.Inf(1))
	})
}

func TestNumbersOfHigherPrecision(t *testing.T) {
	both(t, func(t *testing.T, conn *sql.Conn) {
		ctx := sf.WithHigherPrecision(context.Background())
		var whole, fraction any
		must(t, conn.QueryRowContext(ctx, "SELECT "+most+", 1.25").Scan(&whole, &fraction))
		switch found := whole.(type) {
		case *big.Int:
			equal(t, found.String(), most)
		case big.Int:
			equal(t, found.String(), most)
		default:
			t.Fatalf("%T", whole)
		}
		switch found := fraction.(type) {
		case *big.Float:
			equal(t, found.Text('f', 2), "1.25")
		case big.Float:
			equal(t, found.Text('f', 2), "1.25")
		default:
			t.Fatalf("%T", fraction)
		}
	})
}

func TestTextsTruthValuesAndBytes(t *testing.T) {
	both(t, func(t *testing.T, conn *sql.Conn) {
		equal(t, value[string](t, conn, "SELECT 'a''b \U0001F600 é'"), "a'b \U0001F600 é")
		equal(t, value[string](t, conn, "SELECT ''"), "")
		equal(t, value[bool](t, conn, "SELECT TRUE"), true)
		equal(t, value[[]byte](t, conn, "SELECT TO_BINARY('00FF10', 'HEX')"), []byte{0, 255, 16})
	})
}

func moment(t *testing.T, conn *sql.Conn, expression string) string {
	t.Helper()
	return value[time.Time](t, conn, "SELECT "+expression).Format("2006-01-02 15:04:05.999999999 -0700")
}

func TestDatesTimesAndTimestamps(t *testing.T) {
	both(t, func(t *testing.T, conn *sql.Conn) {
		equal(t, moment(t, conn, "'2024-02-29'::DATE"), "2024-02-29 00:00:00 +0000")
		equal(t, moment(t, conn, "'0001-01-01'::DATE"), "0001-01-01 00:00:00 +0000")
		equal(t, moment(t, conn, "'9999-12-31'::DATE"), "9999-12-31 00:00:00 +0000")
		clock := value[time.Time](t, conn, "SELECT '23:59:58.123456'::TIME")
		equal(t, clock.Format("15:04:05.999999"), "23:59:58.123456")
		equal(t, moment(t, conn, "'2024-07-01 12:34:56.789123'::TIMESTAMP_NTZ"), "2024-07-01 12:34:56.789123 +0000")
		equal(t, moment(t, conn, "'1900-01-01 00:00:01'::TIMESTAMP_NTZ(3)"), "1900-01-01 00:00:01 +0000")
		equal(t, moment(t, conn, "'2024-07-01 12:00:00.5 +0530'::TIMESTAMP_TZ"), "2024-07-01 12:00:00.5 +0530")
		execute(t, conn, "ALTER SESSION SET TIMEZONE = 'America/New_York'")
		equal(t, moment(t, conn, "'2024-07-01 12:00:00 +0000'::TIMESTAMP_LTZ"), "2024-07-01 08:00:00 -0400")
	})
}

func TestSemiStructuredValuesAreJsonTexts(t *testing.T) {
	both(t, func(t *testing.T, conn *sql.Conn) {
		text := value[string](t, conn, `SELECT PARSE_JSON('{"a": [1, null, "x"]}')`)
		equal(t, strings.Join(strings.Fields(text), ""), `{"a":[1,null,"x"]}`)
		text = value[string](t, conn, "SELECT ARRAY_CONSTRUCT(1, 'b')")
		equal(t, strings.Join(strings.Fields(text), ""), `[1,"b"]`)
	})
}

func TestNullOfEveryType(t *testing.T) {
	both(t, func(t *testing.T, conn *sql.Conn) {
		for _, kind := range []string{"NUMBER", "NUMBER(10,2)", "FLOAT", "VARCHAR", "BOOLEAN", "DATE", "TIME",
			"TIMESTAMP_NTZ", "TIMESTAMP_LTZ", "TIMESTAMP_TZ", "BINARY", "VARIANT", "OBJECT", "ARRAY"} {
			found := value[any](t, conn, "SELECT NULL::"+kind)
			if bytes, ok := found.([]byte); ok && bytes == nil {
				continue
			}
			if found != nil {
				t.Fatalf("%s: %#v", kind, found)
			}
		}
	})
}

func TestBoundValuesGoInAndComeOut(t *testing.T) {
	both(t, func(t *testing.T, conn *sql.Conn) {
		execute(t, conn, "CREATE OR REPLACE TEMPORARY TABLE bound (i INT, f FLOAT, s VARCHAR, b BOOLEAN, d DATE, ti TIME,"+
			" tn TIMESTAMP_NTZ, tl TIMESTAMP_LTZ, tz TIMESTAMP_TZ, x BINARY, e INT)")
		when := time.Date(2024, 2, 29, 12, 34, 56, 789123000, time.FixedZone("", 2*3600))
		execute(t, conn, "INSERT INTO bound VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
			-7, 2.5, "it's", true, sf.DataTypeDate, when, sf.DataTypeTime, when, sf.DataTypeTimestampNtz, when,
			sf.DataTypeTimestampLtz, when, sf.DataTypeTimestampTz, when, sf.DataTypeBinary, []byte{0, 255},
			sql.NullInt64{})
		var number int
		var float float64
		var text string
		var truth bool
		var date, clock, ntz, ltz, tz time.Time
		var binary []byte
		var empty sql.NullInt64
		must(t, conn.QueryRowContext(context.Background(), "SELECT * FROM bound").Scan(
			&number, &float, &text, &truth, &date, &clock, &ntz, &ltz, &tz, &binary, &empty))
		equal(t, []any{number, float, text, truth, empty.Valid}, []any{-7, 2.5, "it's", true, false})
		equal(t, date.Format(time.DateOnly), "2024-02-29")
		equal(t, clock.Format("15:04:05.999999"), "12:34:56.789123")
		equal(t, ntz.Format("2006-01-02 15:04:05.999999"), "2024-02-29 10:34:56.789123")
		equal(t, ltz.Equal(when), true)
		equal(t, tz.Format("15:04:05.999999 -0700"), "12:34:56.789123 +0200")
		equal(t, bytes.Equal(binary, []byte{0, 255}), true)
	})
}

func TestValuesAreBoundByNumber(t *testing.T) {
	conn := session(t)
	equal(t, value[string](t, conn, "SELECT :2 || :1", "a", "b"), "ba")
}

func inBulk(t *testing.T, count int, stages int) {
	conn := session(t)
	execute(t, conn, "ALTER SESSION SET CLIENT_STAGE_ARRAY_BINDING_THRESHOLD = 6000")
	execute(t, conn, "CREATE OR REPLACE TEMPORARY TABLE bulk (n INT, s VARCHAR, f FLOAT, b BOOLEAN, d DATE, t TIMESTAMP_NTZ, x BINARY)")
	var numbers []int
	var texts []string
	var floats []float64
	var truths []bool
	var times []time.Time
	var binaries [][]byte
	for number := range count {
		numbers = append(numbers, number)
		texts = append(texts, `text "x", 'y'`+"\n")
		floats = append(floats, float64(number)/4)
		truths = append(truths, number%2 == 0)
		times = append(times, time.Date(2024, 2, 29, 1, 2, 3, 456000000, time.UTC))
		binaries = append(binaries, []byte{0, 255})
	}
	result := execute(t, conn, "INSERT INTO bulk VALUES (?, ?, ?, ?, ?, ?, ?)", sf.Array(&numbers), sf.Array(&texts),
		sf.Array(&floats), sf.Array(&truths), sf.Array(&times, sf.DateType), sf.Array(&times, sf.TimestampNTZType), sf.Array(&binaries))
	inserted, err := result.RowsAffected()
	must(t, err)
	equal(t, inserted, int64(count))
	var sum, even int
	var floating float64
	var text, date, stamp, binary string
	must(t, conn.QueryRowContext(context.Background(), "SELECT SUM(n), MAX(s), SUM(f), COUNT_IF(b), MIN(d)::VARCHAR,"+
		" TO_CHAR(MAX(t), 'YYYY-MM-DD HH24:MI:SS.FF3'), MIN(x)::VARCHAR FROM bulk").Scan(&sum, &text, &floating, &even, &date, &stamp, &binary))
	equal(t, []any{sum, text, floating, even, date, stamp, binary}, []any{count * (count - 1) / 2, `text "x", 'y'` + "\n",
		float64(count*(count-1)/2) / 4, count / 2, "2024-02-29", "2024-02-29 01:02:03.456", "00FF"})
	rows := 0
	must(t, conn.QueryRowContext(context.Background(), "SELECT COUNT(*) FROM bulk").Scan(&rows))
	equal(t, rows, count)
	shown, err := conn.QueryContext(context.Background(), "SHOW STAGES LIKE 'SYSTEM$BIND'")
	must(t, err)
	defer shown.Close()
	found := 0
	for shown.Next() {
		found++
	}
	equal(t, found, stages)
}

func TestManyRowsAreInsertedInOneStatement(t *testing.T) {
	inBulk(t, 500, 0)
}

func TestMoreRowsThanTheThresholdAreInsertedThroughAStage(t *testing.T) {
	inBulk(t, 2_000, 1)
}
