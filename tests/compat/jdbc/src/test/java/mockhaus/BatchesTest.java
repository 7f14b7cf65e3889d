package mockhaus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.Date;
import java.sql.ParameterMetaData;
import java.sql.PreparedStatement;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.sql.Types;
import java.util.Arrays;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class BatchesTest {
  private Connection connection;

  @BeforeAll
  static void inUtc() {
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
  }

  @BeforeEach
  void open() throws SQLException {
    connection = Server.connect("&TIMEZONE=UTC");
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private void batch(int count) throws SQLException {
    Server.execute(
        connection,
        "CREATE OR REPLACE TEMPORARY TABLE batched (n INT, s VARCHAR, f FLOAT, b BOOLEAN, d DATE,"
            + " t TIMESTAMP_NTZ, x BINARY)");
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO batched VALUES (?, ?, ?, ?, ?, ?, ?)")) {
      for (int number = 0; number < count; number++) {
        insert.setInt(1, number);
        if (number % 3 == 0) {
          insert.setNull(2, Types.VARCHAR);
        } else {
          insert.setString(2, number % 3 == 1 ? "" : "text \"" + number + "\", 'x'\n");
        }
        insert.setDouble(3, number / 4.0);
        insert.setBoolean(4, number % 2 == 0);
        insert.setDate(5, Date.valueOf("2024-02-29"));
        insert.setTimestamp(6, Timestamp.valueOf("2024-02-29 01:02:03.456"));
        insert.setBytes(7, new byte[] {0, -1});
        insert.addBatch();
      }
      int[] counts = insert.executeBatch();
      assertEquals(count, counts.length);
      assertTrue(Arrays.stream(counts).allMatch(one -> one == 1));
    }
    long sum = (long) count * (count - 1) / 2;
    List<Object> found =
        Server.rows(
                connection,
                "SELECT COUNT(*), SUM(n), COUNT(s), COUNT_IF(s = ''), SUM(f), COUNT_IF(b), MIN(d)::VARCHAR,"
                    + " TO_CHAR(MAX(t), 'YYYY-MM-DD HH24:MI:SS.FF3'), MAX(x)::VARCHAR FROM batched")
            .get(0);
    long nulls = (count + 2) / 3;
    assertEquals(
        List.of(
            (long) count, sum, count - nulls, (long) (count + 1) / 3, sum / 4.0, (long) (count + 1) / 2,
            "2024-02-29", "2024-02-29 01:02:03.456", "00FF"),
        found);
    assertEquals(
        "text \"5\", 'x'\n", Server.text(connection, "SELECT s FROM batched WHERE n = 5"));
  }

  @Test
  void aBatchIsInsertedInOneStatement() throws SQLException {
    batch(1_000);
    assertEquals(
        0, Server.rows(connection, "SHOW STAGES LIKE 'SYSTEM$BIND'").size());
  }

  @Test
  void aLargeBatchGoesThroughAStage() throws SQLException {
    Server.execute(connection, "ALTER SESSION SET CLIENT_STAGE_ARRAY_BINDING_THRESHOLD = 5000");
    batch(5_000);
    assertEquals(
        1, Server.rows(connection, "SHOW STAGES LIKE 'SYSTEM$BIND'").size());
  }

  @Test
  void aBatchOfUpdatesIsRunOneByOne() throws SQLException {
    Server.execute(connection, "CREATE TEMPORARY TABLE updated AS SELECT 1::INT AS n UNION ALL SELECT 2 UNION ALL SELECT 2");
    try (PreparedStatement update =
        connection.prepareStatement("UPDATE updated SET n = n + 10 WHERE n = ?")) {
      for (int number = 1; number <= 3; number++) {
        update.setInt(1, number);
        update.addBatch();
      }
      assertEquals(List.of(1, 2, 0), Arrays.stream(update.executeBatch()).boxed().toList());
    }
  }

  @Test
  void aPreparedQueryIsRunAgainWithOtherValues() throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("SELECT ? + 1 AS n")) {
      for (int number = 0; number < 3; number++) {
        query.setInt(1, number);
        assertEquals(number + 1L, Server.rows(query.executeQuery()).get(0).get(0));
      }
    }
  }

  @Test
  void aPreparedQueryIsDescribed() throws SQLException {
    Server.execute(connection, "CREATE TEMPORARY TABLE described (n NUMBER(10, 2), s VARCHAR(7))");
    try (PreparedStatement query =
        connection.prepareStatement("SELECT n, s FROM described WHERE n > ? AND s = ?")) {
      ResultSetMetaData columns = query.getMetaData();
      assertEquals(2, columns.getColumnCount());
      assertEquals("S", columns.getColumnName(2));
      assertEquals(Types.DECIMAL, columns.getColumnType(1));
      ParameterMetaData parameters = query.getParameterMetaData();
      assertEquals(2, parameters.getParameterCount());
    }
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO described VALUES (?, ?)")) {
      ParameterMetaData parameters = insert.getParameterMetaData();
      assertEquals(2, parameters.getParameterCount());
      assertEquals(Types.VARCHAR, parameters.getParameterType(2));
    }
  }

  @Test
  void aBoundTextThatIsNoNumberIsAnError() throws SQLException {
    Server.execute(connection, "CREATE TEMPORARY TABLE strict (n INT)");
    try (PreparedStatement insert = connection.prepareStatement("INSERT INTO strict VALUES (?)")) {
      insert.setString(1, "x");
      SQLException error = assertThrows(SQLException.class, insert::executeUpdate);
      assertEquals(100038, error.getErrorCode());
    }
  }

  @Test
  void aValueThatIsNotSetIsAnError() throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("SELECT ?, ?")) {
      query.setInt(1, 1);
      SQLException error = assertThrows(SQLException.class, query::executeQuery);
      assertEquals(2049, error.getErrorCode());
    }
  }
}
