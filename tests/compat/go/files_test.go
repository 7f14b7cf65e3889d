package compat

import (
	"bytes"
	"compress/gzip"
	"context"
	"database/sql"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	sf "github.com/snowflakedb/gosnowflake"
)

func staged(t *testing.T) *sql.Conn {
	t.Helper()
	conn := session(t)
	execute(t, conn, "CREATE OR REPLACE TEMPORARY STAGE given")
	return conn
}

func written(t *testing.T, folder, name, content string) string {
	t.Helper()
	file := filepath.Join(folder, name)
	must(t, os.WriteFile(file, []byte(content), 0o600))
	return file
}

// texts are the values of the rows of a statement about files.
func texts(t *testing.T, conn *sql.Conn, ctx context.Context, text string) [][]string {
	t.Helper()
	rows, err := conn.QueryContext(ctx, text)
	must(t, err)
	defer rows.Close()
	names, err := rows.Columns()
	must(t, err)
	found := [][]string{}
	for rows.Next() {
		row := make([]sql.NullString, len(names))
		places := make([]any, len(names))
		for place := range row {
			places[place] = &row[place]
		}
		must(t, rows.Scan(places...))
		values := []string{}
		for _, one := range row {
			values = append(values, one.String)
		}
		found = append(found, values)
	}
	must(t, rows.Err())
	return found
}

func TestAFileIsPutPackedLoadedAndGot(t *testing.T) {
	conn, folder, ctx := staged(t), t.TempDir(), context.Background()
	file := written(t, folder, "numbers.csv", "1,one\n2,two\n")
	put := texts(t, conn, ctx, "PUT file://"+file+" @given")
	equal(t, []string{filepath.Base(put[0][0]), put[0][1], put[0][6]}, []string{"numbers.csv", "numbers.csv.gz", "UPLOADED"})
	execute(t, conn, "CREATE OR REPLACE TEMPORARY TABLE loaded (n INT, s VARCHAR)")
	equal(t, texts(t, conn, ctx, "COPY INTO loaded FROM @given/numbers.csv.gz")[0][1], "LOADED")
	equal(t, column[string](t, conn, "SELECT s FROM loaded ORDER BY n"), []string{"one", "two"})
	got := texts(t, conn, ctx, "GET @given/numbers.csv.gz file://"+folder+"/")
	equal(t, got[0][2], "DOWNLOADED")
	packed, err := os.Open(filepath.Join(folder, "numbers.csv.gz"))
	must(t, err)
	defer packed.Close()
	unpacked, err := gzip.NewReader(packed)
	must(t, err)
	content, err := io.ReadAll(unpacked)
	must(t, err)
	equal(t, string(content), "1,one\n2,two\n")
}

func TestTheFilesOfAPatternArePutAndGot(t *testing.T) {
	conn, folder, ctx := staged(t), t.TempDir(), context.Background()
	written(t, folder, "part1.txt", "a")
	written(t, folder, "part2.txt", "b")
	equal(t, len(texts(t, conn, ctx, "PUT file://"+folder+"/part*.txt @given/parts AUTO_COMPRESS = FALSE")), 2)
	names := []string{}
	for _, row := range texts(t, conn, ctx, "LIST @given/parts") {
		names = append(names, row[0])
	}
	equal(t, names, []string{"given/parts/part1.txt", "given/parts/part2.txt"})
	target := t.TempDir()
	texts(t, conn, ctx, "GET @given/parts file://"+target+"/")
	content, err := os.ReadFile(filepath.Join(target, "part2.txt"))
	must(t, err)
	equal(t, string(content), "b")
	texts(t, conn, ctx, "PUT file://"+folder+"/part?.txt @given/packed")
	names = names[:0]
	for _, row := range texts(t, conn, ctx, "LIST @given/packed") {
		names = append(names, row[0])
	}
	equal(t, names, []string{"given/packed/part1.txt.gz", "given/packed/part2.txt.gz"})
}

func TestAStreamIsPutAndGot(t *testing.T) {
	conn := staged(t)
	ctx := sf.WithFileStream(context.Background(), strings.NewReader("streamed"))
	texts(t, conn, ctx, "PUT file:///tmp/stream.txt @given AUTO_COMPRESS = FALSE")
	var found bytes.Buffer
	ctx = sf.WithFileGetStream(context.Background(), &found)
	texts(t, conn, sf.WithFileTransferOptions(ctx, &sf.SnowflakeFileTransferOptions{GetFileToStream: true}),
		"GET @given/stream.txt file:///tmp/")
	equal(t, found.String(), "streamed")
}

func TestAFileThatIsNotThereIsAnError(t *testing.T) {
	_, err := staged(t).ExecContext(context.Background(), "PUT file://"+t.TempDir()+"/missing.csv @given")
	if err == nil {
		t.Fatal("no error")
	}
}
