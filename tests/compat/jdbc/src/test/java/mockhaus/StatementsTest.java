package mockhaus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.sql.Types;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import net.snowflake.client.api.connection.SnowflakeConnection;
import net.snowflake.client.api.resultset.QueryStatus;
import net.snowflake.client.api.resultset.SnowflakeAsyncResultSet;
import net.snowflake.client.api.resultset.SnowflakeResultSet;
import net.snowflake.client.api.resultset.SnowflakeResultSetSerializable;
import net.snowflake.client.api.statement.SnowflakeStatement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatementsTest {
  private static final int LARGE = 300_000;
  private static final String ID = "[0-9a-f-]{36}";
  private Connection connection;
  private Statement statement;

  @BeforeEach
  void open() throws SQLException {
    connection = Server.connect();
    statement = connection.createStatement();
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private static String numbered(int count) {
    return "SELECT ROW_NUMBER() OVER (ORDER BY SEQ4()) AS n, 'text ' || n AS s"
        + " FROM TABLE(GENERATOR(ROWCOUNT => " + count + ")) ORDER BY n";
  }

  @Test
  void theColumnsOfAResultAreDescribed() throws SQLException {
    ResultSet results =
        statement.executeQuery(
            "SELECT 1::NUMBER(10, 2) AS n, 'x'::VARCHAR(7) AS \"Text\", TRUE AS b, 1.5::FLOAT AS f,"
                + " '2024-02-29'::DATE AS d, '01:02:03'::TIME AS t, TO_BINARY('00', 'HEX') AS x,"
                + " PARSE_JSON('1') AS v, ARRAY_CONSTRUCT() AS a, 7 AS i,"
                + " '2024-02-29'::TIMESTAMP_NTZ AS ts, '2024-02-29'::TIMESTAMP_LTZ AS tl,"
                + " '2024-02-29'::TIMESTAMP_TZ AS tz");
    ResultSetMetaData columns = results.getMetaData();
    assertEquals(13, columns.getColumnCount());
    assertEquals("N", columns.getColumnName(1));
    assertEquals("Text", columns.getColumnLabel(2));
    assertEquals(Types.DECIMAL, columns.getColumnType(1));
    assertEquals(10, columns.getPrecision(1));
    assertEquals(2, columns.getScale(1));
    assertEquals("java.math.BigDecimal", columns.getColumnClassName(1));
    assertEquals("NUMBER", columns.getColumnTypeName(1));
    assertEquals(Types.VARCHAR, columns.getColumnType(2));
    assertEquals(7, columns.getPrecision(2));
    assertEquals(7, columns.getColumnDisplaySize(2));
    assertEquals(Types.BOOLEAN, columns.getColumnType(3));
    assertEquals(Types.DOUBLE, columns.getColumnType(4));
    assertEquals(Types.DATE, columns.getColumnType(5));
    assertEquals(Types.TIME, columns.getColumnType(6));
    assertEquals(Types.BINARY, columns.getColumnType(7));
    assertEquals("VARIANT", columns.getColumnTypeName(8));
    assertEquals("ARRAY", columns.getColumnTypeName(9));
    assertEquals(Types.BIGINT, columns.getColumnType(10));
    assertEquals("TIMESTAMPNTZ", columns.getColumnTypeName(11));
    assertEquals("TIMESTAMPLTZ", columns.getColumnTypeName(12));
    assertEquals("TIMESTAMPTZ", columns.getColumnTypeName(13));
    assertTrue(columns.isSigned(1));
    assertEquals(ResultSetMetaData.columnNoNulls, columns.isNullable(1));
    assertEquals(1, results.findColumn("N"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ARROW", "JSON"})
  void aLargeResultComesInChunks(String format) throws SQLException {
    Server.execute(connection, "ALTER SESSION SET JDBC_QUERY_RESULT_FORMAT = '" + format + "'");
    try (ResultSet results = statement.executeQuery(numbered(LARGE))) {
      int count = 0;
      while (results.next()) {
        count++;
        assertEquals(count, results.getInt(1));
        if (count % 1_000 == 0) {
          assertEquals("text " + count, results.getString("S"));
        }
      }
      assertEquals(LARGE, count);
      assertTrue(results.isAfterLast());
    }
  }

  @Test
  void aResultIsReadInPartsElsewhere() throws Exception {
    SnowflakeResultSet results =
        statement.executeQuery(numbered(100_000)).unwrap(SnowflakeResultSet.class);
    List<SnowflakeResultSetSerializable> parts = results.getResultSetSerializables(1_000_000);
    long rows = 0;
    for (SnowflakeResultSetSerializable part : parts) {
      rows += part.getRowCount();
    }
    assertEquals(100_000, rows);
    assertTrue(parts.size() > 1);
  }

  @Test
  void maxRowsLimitsAResult() throws SQLException {
    statement.setMaxRows(10);
    try (ResultSet results = statement.executeQuery(numbered(1_000))) {
      assertEquals(10, Server.rows(results).size());
    }
  }

  @Test
  void executeTellsResultsFromCounts() throws SQLException {
    assertTrue(statement.execute("SELECT 1"));
    assertEquals(-1, statement.getUpdateCount());
    assertTrue(statement.execute("SHOW TABLES"));
    assertFalse(statement.execute("CREATE TEMPORARY TABLE counted (n INT)"));
    assertEquals(0, statement.getUpdateCount());
    assertFalse(statement.execute("INSERT INTO counted VALUES (1), (2), (3)"));
    assertEquals(3, statement.getUpdateCount());
    assertEquals(2, statement.executeUpdate("UPDATE counted SET n = n + 1 WHERE n > 1"));
    assertEquals(3, statement.executeLargeUpdate("DELETE FROM counted"));
    assertEquals(
        2,
        statement.executeUpdate(
            "MERGE INTO counted USING (SELECT 1 AS n UNION ALL SELECT 2) AS given"
                + " ON counted.n = given.n WHEN NOT MATCHED THEN INSERT VALUES (given.n)"));
    assertEquals(0, statement.executeUpdate("ALTER SESSION SET QUERY_TAG = 'x'"));
    assertEquals(0, statement.executeUpdate("DROP TABLE counted"));
  }

  @Test
  void severalStatementsAreSentAtOnce() throws SQLException {
    statement.unwrap(SnowflakeStatement.class).setParameter("MULTI_STATEMENT_COUNT", 4);
    boolean found =
        statement.execute(
            "CREATE TEMPORARY TABLE several (n INT); INSERT INTO several VALUES (1), (2);"
                + " SELECT n FROM several ORDER BY n; SELECT 'last'");
    assertFalse(found);
    assertEquals(0, statement.getUpdateCount());
    statement.getMoreResults();
    assertEquals(2, statement.getUpdateCount());
    assertTrue(statement.getMoreResults());
    assertEquals(List.of(List.of(1L), List.of(2L)), Server.rows(statement.getResultSet()));
    assertTrue(statement.getMoreResults());
    assertEquals(List.of(List.of("last")), Server.rows(statement.getResultSet()));
    assertFalse(statement.getMoreResults());
    assertEquals(-1, statement.getUpdateCount());
  }

  @Test
  void theNumberOfStatementsMustBeRight() {
    SQLException error =
        assertThrows(SQLException.class, () -> statement.execute("SELECT 1; SELECT 2"));
    assertEquals(8, error.getErrorCode());
  }

  @Test
  void anAsynchronousQueryIsReadByAnotherConnection() throws SQLException {
    String id;
    try (ResultSet results =
        statement
            .unwrap(SnowflakeStatement.class)
            .executeAsyncQuery("SELECT 5 AS n, SYSTEM$WAIT(2)")) {
      SnowflakeAsyncResultSet running = results.unwrap(SnowflakeAsyncResultSet.class);
      id = running.getQueryID();
      assertTrue(running.getStatus().isStillRunning());
    }
    try (Connection other = Server.connect()) {
      SnowflakeConnection session = other.unwrap(SnowflakeConnection.class);
      try (ResultSet results = session.createResultSet(id)) {
        assertTrue(results.next());
        assertEquals(5, results.getInt("N"));
      }
      QueryStatus status = session.getQueryStatus(id);
      assertTrue(status.isSuccess());
    }
  }

  @Test
  void anAsynchronousQueryThatFailsTellsItsError() throws Exception {
    ResultSet results =
        statement.unwrap(SnowflakeStatement.class).executeAsyncQuery("SELECT 1 / 0");
    SnowflakeAsyncResultSet failed = results.unwrap(SnowflakeAsyncResultSet.class);
    while (failed.getStatus().isStillRunning()) {
      Thread.sleep(50);
    }
    assertTrue(failed.getStatus().isAnError());
    assertEquals("Division by zero", failed.getStatus().getErrorMessage());
    assertThrows(SQLException.class, results::next);
  }

  @Test
  void aRunningStatementIsCancelled() {
    new Timer(true)
        .schedule(
            new TimerTask() {
              @Override
              public void run() {
                try {
                  statement.cancel();
                } catch (SQLException error) {
                  throw new IllegalStateException(error);
                }
              }
            },
            700);
    SQLException error =
        assertThrows(SQLException.class, () -> statement.execute("CALL SYSTEM$WAIT(60)"));
    assertEquals(604, error.getErrorCode());
    assertEquals("57014", error.getSQLState());
  }

  @Test
  void aStatementEndsWhenItsTimeIsOver() throws SQLException {
    statement.setQueryTimeout(1);
    SQLException error =
        assertThrows(SQLException.class, () -> statement.execute("CALL SYSTEM$WAIT(30)"));
    assertTrue(List.of(604, 630).contains(error.getErrorCode()), error.getMessage());
  }

  @Test
  void transactionsAreRolledBackAndCommitted() throws SQLException {
    Server.execute(connection, "CREATE OR REPLACE TABLE kept (n INT)");
    connection.setAutoCommit(false);
    assertFalse(connection.getAutoCommit());
    statement.executeUpdate("INSERT INTO kept VALUES (1)");
    connection.rollback();
    statement.executeUpdate("INSERT INTO kept VALUES (2)");
    try (Connection other = Server.connect()) {
      assertEquals(List.of(), Server.rows(other, "SELECT n FROM kept"));
      connection.commit();
      assertEquals(List.of(List.of(2L)), Server.rows(other, "SELECT n FROM kept"));
    }
    connection.setAutoCommit(true);
    statement.executeUpdate("INSERT INTO kept VALUES (3)");
    assertEquals("2", Server.text(connection, "SELECT COUNT(*) FROM kept"));
  }

  @Test
  void errorsCarryCodeSqlStateTextAndQueryId() {
    SQLException missing =
        assertThrows(SQLException.class, () -> statement.executeQuery("SELECT * FROM missing"));
    assertEquals(2003, missing.getErrorCode());
    assertEquals("42S02", missing.getSQLState());
    assertTrue(missing.getMessage().contains("Object 'MISSING' does not exist"));
    SQLException syntax = assertThrows(SQLException.class, () -> statement.execute("SELEC 1"));
    assertEquals(1003, syntax.getErrorCode());
    assertEquals("42000", syntax.getSQLState());
    SQLException value =
        assertThrows(
            SQLException.class, () -> statement.executeQuery("SELECT 'x'::INT").next());
    assertEquals(100038, value.getErrorCode());
    assertEquals("22018", value.getSQLState());
  }

  @Test
  void statementsAndResultsKnowTheirQueryIds() throws SQLException {
    ResultSet results = statement.executeQuery("SELECT 1");
    String id = results.unwrap(SnowflakeResultSet.class).getQueryID();
    assertTrue(id.matches(ID));
    assertEquals(id, statement.unwrap(SnowflakeStatement.class).getQueryID());
    assertEquals(id, Server.text(connection, "SELECT LAST_QUERY_ID()"));
  }

  @Test
  void statementsAreCollectedInABatch() throws SQLException {
    statement.addBatch("CREATE TEMPORARY TABLE batched (n INT)");
    statement.addBatch("INSERT INTO batched VALUES (1), (2)");
    statement.addBatch("DELETE FROM batched WHERE n = 1");
    assertEquals(List.of(0, 2, 1), java.util.Arrays.stream(statement.executeBatch()).boxed().toList());
  }

  @Test
  void nullsAreTold() throws SQLException {
    ResultSet results = statement.executeQuery("SELECT NULL::INT, 0, NULL::VARCHAR");
    assertTrue(results.next());
    assertEquals(0, results.getInt(1));
    assertTrue(results.wasNull());
    assertEquals(0, results.getInt(2));
    assertFalse(results.wasNull());
    assertNull(results.getString(3));
  }
}
