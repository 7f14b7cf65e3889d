package mockhaus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.zip.GZIPInputStream;
import net.snowflake.client.api.connection.DownloadStreamConfig;
import net.snowflake.client.api.connection.SnowflakeConnection;
import net.snowflake.client.api.connection.UploadStreamConfig;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FilesTest {
  @TempDir Path folder;
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    connection = Server.connect();
    Server.execute(connection, "CREATE OR REPLACE TEMPORARY STAGE given");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private ResultSet row(String sql) throws SQLException {
    ResultSet results = connection.createStatement().executeQuery(sql);
    assertTrue(results.next());
    return results;
  }

  @Test
  void aFileIsPutPackedLoadedAndGot() throws Exception {
    Path file = Files.writeString(folder.resolve("numbers.csv"), "1,one\n2,two\n");
    ResultSet put = row("PUT file://" + file + " @given");
    assertEquals("numbers.csv", put.getString("source"));
    assertEquals("numbers.csv.gz", put.getString("target"));
    assertEquals("GZIP", put.getString("target_compression"));
    assertEquals("UPLOADED", put.getString("status"));
    Server.execute(connection, "CREATE TEMPORARY TABLE loaded (n INT, s VARCHAR)");
    assertEquals(
        2, connection.createStatement().executeUpdate("COPY INTO loaded FROM @given/numbers.csv.gz"));
    assertEquals(
        List.of(List.of(1L, "one"), List.of(2L, "two")),
        Server.rows(connection, "SELECT * FROM loaded ORDER BY n"));
    ResultSet got = row("GET @given/numbers.csv.gz file://" + folder + "/");
    assertEquals("DOWNLOADED", got.getString("status"));
    try (InputStream packed = Files.newInputStream(folder.resolve("numbers.csv.gz"));
        InputStream unpacked = new GZIPInputStream(packed)) {
      assertEquals("1,one\n2,two\n", text(unpacked));
    }
  }

  @Test
  void theFilesOfAPatternArePutAndGot() throws Exception {
    Files.writeString(folder.resolve("part1.txt"), "a");
    Files.writeString(folder.resolve("part2.txt"), "b");
    List<List<Object>> put =
        Server.rows(connection, "PUT file://" + folder + "/part*.txt @given/parts AUTO_COMPRESS = FALSE");
    assertEquals(2, put.size());
    assertEquals(
        List.of("given/parts/part1.txt", "given/parts/part2.txt"),
        Server.rows(connection, "LIST @given/parts").stream().map(one -> one.get(0)).toList());
    Path target = Files.createDirectory(folder.resolve("got"));
    Server.rows(connection, "GET @given/parts file://" + target + "/");
    assertEquals("b", Files.readString(target.resolve("part2.txt")));
  }

  @Test
  void aStreamIsPutAndGot() throws Exception {
    SnowflakeConnection session = connection.unwrap(SnowflakeConnection.class);
    byte[] content = "streamed".getBytes(StandardCharsets.UTF_8);
    session.uploadStream(
        "@given",
        "packed.txt",
        new ByteArrayInputStream(content),
        UploadStreamConfig.builder().setDestPrefix("below").setCompressData(true).build());
    try (InputStream found =
        session.downloadStream(
            "@given", "below/packed.txt.gz", DownloadStreamConfig.builder().setDecompress(true).build())) {
      assertEquals("streamed", text(found));
    }
    session.uploadStream(
        "@given",
        "plain.txt",
        new ByteArrayInputStream(content),
        UploadStreamConfig.builder().setCompressData(false).build());
    try (InputStream found = session.downloadStream("@given", "plain.txt")) {
      assertEquals("streamed", text(found));
    }
  }

  @Test
  void aFileThatIsNotThereIsAnError() {
    assertThrows(
        SQLException.class,
        () -> Server.rows(connection, "PUT file://" + folder + "/missing.csv @given"));
    assertThrows(
        SQLException.class,
        () -> connection.unwrap(SnowflakeConnection.class).downloadStream("@given", "missing.txt"));
  }

  private static String text(InputStream stream) throws Exception {
    return new String(stream.readAllBytes(), StandardCharsets.UTF_8);
  }
}
