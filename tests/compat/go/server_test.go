// Package compat is the suite of the Go driver.
package compat

import (
	"context"
	"database/sql"
	"fmt"
	"os"
	"strconv"
	"testing"

	sf "github.com/snowflakedb/gosnowflake"
)

const database = "SUITE_GO"

var db *sql.DB

// dsn is the name of the server in the suite's database, with more parameters such as "&timezone=UTC".
func dsn(more string) string {
	return fmt.Sprintf("tester:secret@%s:%s/%s/PUBLIC?account=mockhaus&protocol=http%s",
		os.Getenv("MOCKHAUS_HOST"), os.Getenv("MOCKHAUS_PORT"), database, more)
}

func TestMain(m *testing.M) {
	if err := sf.GetLogger().SetLogLevel("fatal"); err != nil {
		panic(err)
	}
	port, err := strconv.Atoi(os.Getenv("MOCKHAUS_PORT"))
	if err != nil {
		panic(err)
	}
	config := sf.Config{
		Account: "mockhaus", User: "tester", Password: "secret", Protocol: "http",
		Host: os.Getenv("MOCKHAUS_HOST"), Port: port,
	}
	first := sql.OpenDB(sf.NewConnector(sf.SnowflakeDriver{}, config))
	if _, err := first.Exec("CREATE OR REPLACE DATABASE " + database); err != nil {
		panic(err)
	}
	first.Close()
	db = opened("")
	code := m.Run()
	db.Close()
	os.Exit(code)
}

// opened is a pool with more parameters in its name.
func opened(more string) *sql.DB {
	pool, err := sql.Open("snowflake", dsn(more))
	if err != nil {
		panic(err)
	}
	return pool
}

// session is a connection of one test.
func session(t *testing.T) *sql.Conn {
	t.Helper()
	conn, err := db.Conn(context.Background())
	must(t, err)
	t.Cleanup(func() { conn.Close() })
	return conn
}

func must(t *testing.T, err error) {
	t.Helper()
	if err != nil {
		t.Fatal(err)
	}
}

func equal(t *testing.T, got, wanted any) {
	t.Helper()
	if fmt.Sprintf("%#v", got) != fmt.Sprintf("%#v", wanted) {
		t.Fatalf("got %#v, not %#v", got, wanted)
	}
}

func execute(t *testing.T, conn *sql.Conn, text string, values ...any) sql.Result {
	t.Helper()
	result, err := conn.ExecContext(context.Background(), text, values...)
	must(t, err)
	return result
}

// value is the one value of a query, read as a T.
func value[T any](t *testing.T, conn *sql.Conn, text string, values ...any) T {
	t.Helper()
	var found T
	must(t, conn.QueryRowContext(context.Background(), text, values...).Scan(&found))
	return found
}

// column is the first column of a query.
func column[T any](t *testing.T, conn *sql.Conn, text string) []T {
	t.Helper()
	rows, err := conn.QueryContext(context.Background(), text)
	must(t, err)
	defer rows.Close()
	found := []T{}
	for rows.Next() {
		var one T
		must(t, rows.Scan(&one))
		found = append(found, one)
	}
	must(t, rows.Err())
	return found
}
