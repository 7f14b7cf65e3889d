package compat

import (
	"context"
	"database/sql"
	"database/sql/driver"
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	sf "github.com/snowflakedb/gosnowflake"
)

const large = 300_000

func numbered(count int) string {
	return fmt.Sprintf("SELECT ROW_NUMBER() OVER (ORDER BY SEQ4()) AS n, 'text ' || n AS s"+
		" FROM TABLE(GENERATOR(ROWCOUNT => %d)) ORDER BY n", count)
}

func inFormat(t *testing.T, format string) *sql.Conn {
	t.Helper()
	conn := session(t)
	execute(t, conn, "ALTER SESSION SET GO_QUERY_RESULT_FORMAT = '"+format+"'")
	t.Cleanup(func() { execute(t, conn, "ALTER SESSION UNSET GO_QUERY_RESULT_FORMAT") })
	return conn
}

func TestALargeResultComesInChunks(t *testing.T) {
	for _, format := range []string{"ARROW", "JSON"} {
		t.Run(format, func(t *testing.T) {
			conn := inFormat(t, format)
			rows, err := conn.QueryContext(context.Background(), numbered(large))
			must(t, err)
			defer rows.Close()
			count := 0
			for rows.Next() {
				var number int
				var text string
				must(t, rows.Scan(&number, &text))
				count++
				if number != count || text != fmt.Sprint("text ", count) {
					t.Fatal(number, text, count)
				}
			}
			must(t, rows.Err())
			equal(t, count, large)
		})
	}
}

func TestALargeResultIsStreamed(t *testing.T) {
	conn := session(t)
	rows, err := conn.QueryContext(sf.WithStreamDownloader(context.Background()), numbered(large))
	must(t, err)
	defer rows.Close()
	count := 0
	for rows.Next() {
		count++
	}
	must(t, rows.Err())
	equal(t, count, large)
}

func TestAResultIsReadAsArrowBatches(t *testing.T) {
	conn := session(t)
	ctx := sf.WithArrowBatches(context.Background())
	total := 0
	must(t, conn.Raw(func(found any) error {
		rows, err := found.(driver.QueryerContext).QueryContext(ctx, numbered(100_000), nil)
		if err != nil {
			return err
		}
		defer rows.Close()
		batches, err := rows.(sf.SnowflakeRows).GetArrowBatches()
		if err != nil {
			return err
		}
		for _, batch := range batches {
			records, err := batch.Fetch()
			if err != nil {
				return err
			}
			for _, record := range *records {
				total += int(record.NumRows())
				record.Release()
			}
		}
		return nil
	}))
	equal(t, total, 100_000)
}

func TestColumnsAreDescribed(t *testing.T) {
	conn := session(t)
	rows, err := conn.QueryContext(context.Background(),
		"SELECT 1::NUMBER(10, 2) AS n, 'x'::VARCHAR(7) AS \"Text\", TRUE AS b, 1.5::FLOAT AS f,"+
			" '2024-02-29'::DATE AS d, '2024-02-29'::TIMESTAMP_TZ(3) AS tz, PARSE_JSON('1') AS v, NULL::INT AS e")
	must(t, err)
	defer rows.Close()
	types, err := rows.ColumnTypes()
	must(t, err)
	names := []string{}
	for _, one := range types {
		names = append(names, one.Name()+" "+one.DatabaseTypeName())
	}
	equal(t, names, []string{"N FIXED", "Text TEXT", "B BOOLEAN", "F REAL", "D DATE", "TZ TIMESTAMP_TZ", "V VARIANT", "E FIXED"})
	precision, scale, ok := types[0].DecimalSize()
	equal(t, []any{precision, scale, ok}, []any{int64(10), int64(2), true})
	length, ok := types[1].Length()
	equal(t, []any{length, ok}, []any{int64(7), true})
	nullable, _ := types[0].Nullable()
	equal(t, nullable, false)
	nullable, _ = types[7].Nullable()
	equal(t, nullable, true)
}

func TestAStatementIsDescribedWithoutBeingRun(t *testing.T) {
	conn := session(t)
	rows, err := conn.QueryContext(sf.WithDescribeOnly(context.Background()), "SELECT 1 AS one, 'x' AS two")
	must(t, err)
	defer rows.Close()
	names, err := rows.Columns()
	must(t, err)
	equal(t, names, []string{"ONE", "TWO"})
	equal(t, rows.Next(), false)
}

func TestChangedRowsAreCounted(t *testing.T) {
	conn := session(t)
	execute(t, conn, "CREATE OR REPLACE TEMPORARY TABLE changed (n INT)")
	for _, one := range []struct {
		text  string
		count int64
	}{
		{"INSERT INTO changed VALUES (1), (2), (3)", 3},
		{"UPDATE changed SET n = n + 10 WHERE n > 1", 2},
		{"MERGE INTO changed USING (SELECT 1 AS n UNION ALL SELECT 2) AS given ON changed.n = given.n" +
			" WHEN MATCHED THEN UPDATE SET n = 5 WHEN NOT MATCHED THEN INSERT VALUES (given.n)", 2},
		{"DELETE FROM changed", 4},
	} {
		count, err := execute(t, conn, one.text).RowsAffected()
		must(t, err)
		equal(t, count, one.count)
	}
}

func TestSeveralStatementsAreSentAtOnce(t *testing.T) {
	conn := session(t)
	ctx, err := sf.WithMultiStatement(context.Background(), 4)
	must(t, err)
	rows, err := conn.QueryContext(ctx, "CREATE OR REPLACE TEMPORARY TABLE several (n INT);"+
		" INSERT INTO several VALUES (1), (2); SELECT n FROM several ORDER BY n; SELECT 'last'")
	must(t, err)
	defer rows.Close()
	found := []string{}
	for {
		for rows.Next() {
			var text string
			must(t, rows.Scan(&text))
			found = append(found, text)
		}
		if !rows.NextResultSet() {
			break
		}
	}
	must(t, rows.Err())
	equal(t, found[len(found)-3:], []string{"1", "2", "last"})
	result, err := conn.ExecContext(ctx, "DELETE FROM several WHERE n = 1; INSERT INTO several VALUES (3), (4);"+
		" UPDATE several SET n = n + 1; DELETE FROM several")
	must(t, err)
	count, err := result.RowsAffected()
	must(t, err)
	equal(t, count, int64(1+2+3+3))
}

func TestTheNumberOfStatementsMustBeRight(t *testing.T) {
	_, err := session(t).ExecContext(context.Background(), "SELECT 1; SELECT 2")
	equal(t, failure(t, err).Number, 8)
}

func failure(t *testing.T, err error) *sf.SnowflakeError {
	t.Helper()
	var failed *sf.SnowflakeError
	if !errors.As(err, &failed) {
		t.Fatalf("no error of Snowflake: %v", err)
	}
	return failed
}

func TestErrorsCarryCodeSqlStateTextAndQueryID(t *testing.T) {
	conn := session(t)
	_, err := conn.QueryContext(context.Background(), "SELECT * FROM missing")
	failed := failure(t, err)
	equal(t, []any{failed.Number, failed.SQLState}, []any{2003, "42S02"})
	if !strings.Contains(failed.Message, "Object 'MISSING' does not exist") || len(failed.QueryID) != 36 {
		t.Fatal(failed)
	}
	_, err = conn.QueryContext(context.Background(), "SELEC 1")
	failed = failure(t, err)
	equal(t, []any{failed.Number, failed.SQLState}, []any{1003, "42000"})
	_, err = conn.QueryContext(context.Background(), "SELECT 'x'::INT")
	failed = failure(t, err)
	equal(t, []any{failed.Number, failed.SQLState}, []any{100038, "22018"})
}

func queryID(t *testing.T, conn *sql.Conn, ctx context.Context, text string) string {
	t.Helper()
	ids := make(chan string, 1)
	_, err := conn.ExecContext(sf.WithQueryIDChan(ctx, ids), text)
	must(t, err)
	return <-ids
}

func TestAnAsynchronousQueryIsReadLater(t *testing.T) {
	conn := session(t)
	rows, err := conn.QueryContext(sf.WithAsyncMode(context.Background()), "SELECT SYSTEM$WAIT(1)")
	must(t, err)
	defer rows.Close()
	var text string
	equal(t, rows.Next(), true)
	must(t, rows.Scan(&text))
	equal(t, text, "waited 1 seconds")
}

func TestAnAsynchronousStatementIsFollowedByItsID(t *testing.T) {
	conn := session(t)
	execute(t, conn, "CREATE OR REPLACE TABLE followed (n INT)")
	id := queryID(t, conn, sf.WithAsyncMode(context.Background()), "INSERT INTO followed SELECT 1 UNION ALL SELECT 2")
	other := session(t)
	var status *sf.SnowflakeQueryStatus
	for range 100 {
		must(t, other.Raw(func(found any) error {
			one, err := found.(sf.SnowflakeConnection).GetQueryStatus(context.Background(), id)
			status = one
			var running *sf.SnowflakeError
			if errors.As(err, &running) && running.Number == sf.ErrQueryIsRunning {
				return nil
			}
			return err
		}))
		if status != nil {
			break
		}
		time.Sleep(50 * time.Millisecond)
	}
	if status == nil {
		t.Fatal("the statement did not end")
	}
	equal(t, value[int](t, other, "SELECT COUNT(*) FROM followed"), 2)
}

func TestAnAsynchronousQueryThatFailsTellsItsError(t *testing.T) {
	rows, err := session(t).QueryContext(sf.WithAsyncMode(context.Background()), "SELECT 1 / 0")
	if err == nil {
		defer rows.Close()
		if rows.Next() {
			t.Fatal("a row")
		}
		err = rows.Err()
	}
	equal(t, failure(t, err).Number, 100051)
}

func TestAResultIsFetchedByItsID(t *testing.T) {
	id := queryID(t, session(t), context.Background(), "SELECT 7")
	var number int
	row := session(t).QueryRowContext(sf.WithFetchResultByID(context.Background(), id), "")
	must(t, row.Scan(&number))
	equal(t, number, 7)
}

func TestARunningStatementIsCancelled(t *testing.T) {
	ctx, cancel := context.WithTimeout(context.Background(), 700*time.Millisecond)
	defer cancel()
	_, err := session(t).ExecContext(ctx, "CALL SYSTEM$WAIT(60)")
	if !errors.Is(err, context.DeadlineExceeded) {
		t.Fatal(err)
	}
}

func TestAStatementEndsWhenItsTimeIsOver(t *testing.T) {
	pool := opened("&STATEMENT_TIMEOUT_IN_SECONDS=1")
	defer pool.Close()
	_, err := pool.Exec("CALL SYSTEM$WAIT(30)")
	equal(t, failure(t, err).Number, 630)
}

func TestTransactionsAreRolledBackAndCommitted(t *testing.T) {
	ctx := context.Background()
	conn, other := session(t), session(t)
	execute(t, conn, "CREATE OR REPLACE TABLE kept (n INT)")
	lost, err := conn.BeginTx(ctx, nil)
	must(t, err)
	_, err = lost.Exec("INSERT INTO kept VALUES (1)")
	must(t, err)
	must(t, lost.Rollback())
	done, err := conn.BeginTx(ctx, nil)
	must(t, err)
	_, err = done.Exec("INSERT INTO kept VALUES (2)")
	must(t, err)
	equal(t, column[int](t, other, "SELECT n FROM kept"), []int{})
	must(t, done.Commit())
	equal(t, column[int](t, other, "SELECT n FROM kept"), []int{2})
}

func TestAQueryTagIsGivenToOneStatement(t *testing.T) {
	conn := session(t)
	var tag string
	row := conn.QueryRowContext(sf.WithQueryTag(context.Background(), "once"), "SHOW PARAMETERS LIKE 'QUERY_TAG'")
	var rest [5]sql.NullString
	var key string
	must(t, row.Scan(&key, &tag, &rest[0], &rest[1], &rest[2], &rest[3]))
	equal(t, tag, "once")
}

func TestAPreparedStatementIsRunAgain(t *testing.T) {
	statement, err := session(t).PrepareContext(context.Background(), "SELECT ? + 1")
	must(t, err)
	defer statement.Close()
	for number := range 3 {
		var found int
		must(t, statement.QueryRow(number).Scan(&found))
		equal(t, found, number+1)
	}
}
