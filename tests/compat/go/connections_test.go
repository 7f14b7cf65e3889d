package compat

import (
	"context"
	"crypto/rand"
	"crypto/rsa"
	"database/sql"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"

	sf "github.com/snowflakedb/gosnowflake"
)

func TestTheNameOfAServerNamesThePlaceAndParameters(t *testing.T) {
	pool := opened("&timezone=Asia%2FTokyo&query_tag=tagged")
	defer pool.Close()
	var place, zone string
	must(t, pool.QueryRow("SELECT CURRENT_DATABASE() || '.' || CURRENT_SCHEMA()").Scan(&place))
	equal(t, place, "SUITE_GO.PUBLIC")
	must(t, pool.QueryRow("SELECT TO_CHAR(CURRENT_TIMESTAMP(), 'TZHTZM')").Scan(&zone))
	equal(t, zone, "+0900")
}

func TestADatabaseThatIsNotThereFailsTheLogin(t *testing.T) {
	pool, err := sql.Open("snowflake", strings.Replace(dsn(""), database, "MISSING", 1))
	must(t, err)
	defer pool.Close()
	var failed *sf.SnowflakeError
	if err := pool.Ping(); !errors.As(err, &failed) {
		t.Fatalf("the login went well: %v", err)
	}
	equal(t, failed.Number, 390201)
}

func TestALoginWithoutValidationIgnoresAMissingDatabase(t *testing.T) {
	pool, err := sql.Open("snowflake", strings.Replace(dsn("&validateDefaultParameters=false"), database, "MISSING", 1))
	must(t, err)
	defer pool.Close()
	var place sql.NullString
	must(t, pool.QueryRow("SELECT CURRENT_DATABASE()").Scan(&place))
	equal(t, place.Valid, false)
}

func TestAUserLogsInByKeyPair(t *testing.T) {
	config, err := sf.ParseDSN(dsn(""))
	must(t, err)
	config.User, config.Password, config.Authenticator = "keyed", "", sf.AuthTypeJwt
	config.PrivateKey, err = rsa.GenerateKey(rand.Reader, 2048)
	must(t, err)
	pool := sql.OpenDB(sf.NewConnector(sf.SnowflakeDriver{}, *config))
	defer pool.Close()
	var user string
	must(t, pool.QueryRow("SELECT CURRENT_USER()").Scan(&user))
	equal(t, user, "KEYED")
}

func TestAnAuthenticatorThatIsNotServedIsRefusedByName(t *testing.T) {
	pool := opened("&authenticator=oauth&token=x")
	defer pool.Close()
	if err := pool.Ping(); err == nil || !strings.Contains(err.Error(), "OAUTH") {
		t.Fatal(err)
	}
}

func TestASessionIsKeptAlive(t *testing.T) {
	pool := opened("&client_session_keep_alive=true")
	defer pool.Close()
	must(t, pool.Ping())
}

func TestTwentyConnectionsWorkAtOnce(t *testing.T) {
	var all sync.WaitGroup
	faults := make([]error, 20)
	for number := range faults {
		all.Add(1)
		go func() {
			defer all.Done()
			faults[number] = asked(number)
		}()
	}
	all.Wait()
	must(t, errors.Join(faults...))
}

func asked(number int) error {
	ctx := context.Background()
	conn, err := db.Conn(ctx)
	if err != nil {
		return err
	}
	defer conn.Close()
	if _, err := conn.ExecContext(ctx, fmt.Sprintf("SET mine = %d", number)); err != nil {
		return err
	}
	var found int
	if err := conn.QueryRowContext(ctx, "SELECT $mine").Scan(&found); err != nil {
		return err
	}
	if found != number {
		return fmt.Errorf("%d is not %d", found, number)
	}
	return nil
}
