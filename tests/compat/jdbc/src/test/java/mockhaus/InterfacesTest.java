package mockhaus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.SQLFeatureNotSupportedException;
import java.sql.Statement;
import java.sql.Timestamp;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Calendar;
import java.util.List;
import java.util.TimeZone;
import net.snowflake.client.api.resultset.SnowflakeAsyncResultSet;
import net.snowflake.client.api.statement.SnowflakePreparedStatement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What tools and frameworks use of JDBC besides. */
class InterfacesTest {
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    connection = Server.connect("&TIMEZONE=UTC");
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
  void valuesAreReadAsClasses() throws SQLException {
    ResultSet row = row("SELECT 7, 1.5, 'x', TRUE, '2024-02-29'::DATE, '2024-02-29 01:02:03'::TIMESTAMP_NTZ");
    assertEquals(7, row.getObject(1, Integer.class));
    assertEquals(7L, row.getObject(1, Long.class));
    assertEquals(new BigDecimal("1.5"), row.getObject(2, BigDecimal.class));
    assertEquals("x", row.getObject(3, String.class));
    assertEquals(true, row.getObject(4, Boolean.class));
    assertEquals(LocalDate.of(2024, 2, 29), row.getObject(5, java.sql.Date.class).toLocalDate());
    assertEquals(Timestamp.valueOf("2024-02-29 01:02:03"), row.getObject(6, Timestamp.class));
  }

  @Test
  void timestampsAreReadInTheZoneOfACalendar() throws SQLException {
    Calendar tokyo = Calendar.getInstance(TimeZone.getTimeZone("Asia/Tokyo"));
    ResultSet row = row("SELECT '2024-07-01 12:00:00'::TIMESTAMP_NTZ, '2024-07-01 12:00:00 +0000'::TIMESTAMP_LTZ");
    assertEquals(Instant.parse("2024-07-01T03:00:00Z"), row.getTimestamp(1, tokyo).toInstant());
    assertEquals(Instant.parse("2024-07-01T12:00:00Z"), row.getTimestamp(2, tokyo).toInstant());
  }

  @Test
  void aSystemFunctionIsCalled() throws SQLException {
    try (CallableStatement call = connection.prepareCall("{call SYSTEM$WAIT(?)}")) {
      call.setInt(1, 0);
      try (ResultSet results = call.executeQuery()) {
        assertTrue(results.next());
        assertEquals("waited 0 seconds", results.getString(1));
      }
    }
  }

  @Test
  void aPreparedQueryIsRunAsynchronously() throws SQLException {
    try (PreparedStatement query = connection.prepareStatement("SELECT ? AS n")) {
      query.setInt(1, 5);
      ResultSet results = query.unwrap(SnowflakePreparedStatement.class).executeAsyncQuery();
      assertEquals(36, results.unwrap(SnowflakeAsyncResultSet.class).getQueryID().length());
      assertTrue(results.next());
      assertEquals(5, results.getInt(1));
    }
  }

  @Test
  void resultsOnlyGoForward() throws SQLException {
    assertThrows(
        SQLFeatureNotSupportedException.class,
        () -> connection.createStatement(ResultSet.TYPE_SCROLL_INSENSITIVE, ResultSet.CONCUR_READ_ONLY));
    ResultSet row = row("SELECT 1");
    assertTrue(row.isFirst());
    assertEquals(1, row.getRow());
    assertFalse(row.next());
  }

  @Test
  void tablesAndWarehousesAreDescribed() throws SQLException {
    Server.execute(connection, "CREATE OR REPLACE TEMPORARY TABLE described_again (n INT)");
    assertEquals("N", row("DESCRIBE TABLE described_again").getString("name"));
    assertEquals("COMPUTE_WH", row("SHOW WAREHOUSES").getString("name"));
  }

  @Test
  void plansAndDefinitionsAreTold() throws SQLException {
    assertEquals("GlobalStats", row("EXPLAIN SELECT 1").getString("operation"));
    Server.execute(connection, "CREATE OR REPLACE SEQUENCE DEFINED START 5 INCREMENT 2");
    String definition = row("SELECT GET_DDL('SEQUENCE', 'DEFINED')").getString(1);
    assertTrue(definition.startsWith("create or replace sequence DEFINED start with 5 increment by 2"), definition);
    SQLException error = assertThrows(SQLException.class, () -> row("SELECT GET_DDL('TABLE', 'x', TRUE)"));
    assertEquals(2003, error.getErrorCode());
  }

  @Test
  void aStatementKnowsItsSettings() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.setFetchSize(100);
      assertEquals(100, statement.getFetchSize());
      assertNull(statement.getWarnings());
      assertEquals(connection, statement.getConnection());
    }
    assertFalse(connection.isReadOnly());
  }

  @Test
  void aStatementMayBeUsedAgain() throws SQLException {
    try (Statement statement = connection.createStatement()) {
      for (long number = 0; number < 3; number++) {
        assertEquals(List.of(List.of(number)), Server.rows(statement.executeQuery("SELECT " + number)));
      }
    }
  }

  @Test
  void anAbortedConnectionIsClosed() throws SQLException {
    Connection other = Server.connect();
    other.abort(Runnable::run);
    assertTrue(other.isClosed());
  }
}
