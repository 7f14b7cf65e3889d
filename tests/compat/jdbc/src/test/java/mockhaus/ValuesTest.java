package mockhaus;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.sql.Connection;
import java.sql.Date;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Time;
import java.sql.Timestamp;
import java.sql.Types;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Arrays;
import java.util.TimeZone;
import net.snowflake.client.api.statement.SnowflakePreparedStatement;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesTest {
  private Connection connection;

  @BeforeAll
  static void inUtc() {
    TimeZone.setDefault(TimeZone.getTimeZone("UTC"));
  }

  private void open(String format) throws SQLException {
    connection = Server.connect("&TIMEZONE=UTC&JDBC_QUERY_RESULT_FORMAT=" + format);
  }

  @AfterEach
  void close() throws SQLException {
    connection.close();
  }

  private ResultSet row(String expressions) throws SQLException {
    ResultSet results = connection.createStatement().executeQuery("SELECT " + expressions);
    assertTrue(results.next());
    return results;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ARROW", "JSON"})
  void numbers(String format) throws SQLException {
    open(format);
    String big = "12345678901234567890123456789012345678";
    ResultSet row =
        row("42, -1.25, " + big + ", 1.5e300::FLOAT, 9223372036854775807, 0.00000000001, 'NaN'::FLOAT, 'inf'::FLOAT");
    assertEquals(42, row.getInt(1));
    assertEquals(42L, row.getObject(1));
    assertEquals((byte) 42, row.getByte(1));
    assertEquals((short) 42, row.getShort(1));
    assertEquals("42", row.getString(1));
    assertEquals(new BigDecimal("-1.25"), row.getBigDecimal(2));
    assertEquals(-1.25, row.getDouble(2));
    assertEquals(new BigDecimal(big), row.getBigDecimal(3));
    assertEquals(big, row.getString(3));
    assertEquals(1.5e300, row.getDouble(4));
    assertEquals(Long.MAX_VALUE, row.getLong(5));
    assertEquals(new BigDecimal("0.00000000001"), row.getBigDecimal(6));
    assertTrue(Double.isNaN(row.getDouble(7)));
    assertEquals(Double.POSITIVE_INFINITY, row.getDouble(8));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ARROW", "JSON"})
  void textsTruthValuesAndBytes(String format) throws SQLException {
    open(format);
    ResultSet row = row("'a''b \uD83D\uDE00 é', '', TRUE, FALSE, TO_BINARY('00FF10', 'HEX')");
    assertEquals("a'b \uD83D\uDE00 é", row.getString(1));
    assertEquals("", row.getString(2));
    assertTrue(row.getBoolean(3));
    assertEquals(false, row.getObject(4));
    assertEquals("TRUE", row.getString(3));
    assertArrayEquals(new byte[] {0, -1, 16}, row.getBytes(5));
    assertEquals("00FF10", row.getString(5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ARROW", "JSON"})
  void datesAndTimes(String format) throws SQLException {
    open(format);
    ResultSet row = row("'2024-02-29'::DATE, '0001-01-01'::DATE, '9999-12-31'::DATE, '23:59:58.123456'::TIME");
    assertEquals(Date.valueOf("2024-02-29"), row.getDate(1));
    assertEquals("2024-02-29", row.getString(1));
    assertEquals("0001-01-01", row.getString(2));
    assertEquals("9999-12-31", row.getString(3));
    assertEquals("23:59:58", row.getString(4));
    assertEquals("23:59:58", row.getTime(4).toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"ARROW", "JSON"})
  void timestamps(String format) throws SQLException {
    open(format);
    Server.execute(connection, "ALTER SESSION SET TIMEZONE = 'America/New_York'");
    ResultSet row =
        row(
            "'2024-07-01 12:34:56.789123'::TIMESTAMP_NTZ, '2024-07-01 12:00:00 +0000'::TIMESTAMP_LTZ,"
                + " '2024-07-01 12:00:00.5 +0530'::TIMESTAMP_TZ, '1900-01-01 00:00:00.25'::TIMESTAMP_NTZ(3)");
    assertEquals(Timestamp.valueOf("2024-07-01 12:34:56.789123"), row.getTimestamp(1));
    assertEquals(Instant.parse("2024-07-01T12:00:00Z"), row.getTimestamp(2).toInstant());
    assertEquals(Instant.parse("2024-07-01T06:30:00.5Z"), row.getTimestamp(3).toInstant());
    assertEquals(Timestamp.valueOf("1900-01-01 00:00:00.25"), row.getTimestamp(4));
    Server.execute(connection, "ALTER SESSION SET TIMESTAMP_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF3 TZHTZM', TIMESTAMP_NTZ_OUTPUT_FORMAT = 'YYYY-MM-DD HH24:MI:SS.FF3'");
    row = row("'2024-07-01 12:34:56.789123'::TIMESTAMP_NTZ, '2024-07-01 12:00:00 +0000'::TIMESTAMP_LTZ, '2024-07-01 12:00:00.5 +0530'::TIMESTAMP_TZ");
    assertEquals("2024-07-01 12:34:56.789", row.getString(1));
    assertEquals("2024-07-01 08:00:00.000 -0400", row.getString(2));
    assertEquals("2024-07-01 12:00:00.500 +0530", row.getString(3));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ARROW", "JSON"})
  void semiStructuredValuesAreJsonTexts(String format) throws SQLException {
    open(format);
    ResultSet row = row("PARSE_JSON('{\"a\": [1, null, \"x\"]}'), OBJECT_CONSTRUCT('k', 1), ARRAY_CONSTRUCT(1, 'b')");
    assertEquals("{\"a\":[1,null,\"x\"]}", row.getString(1).replaceAll("\\s", ""));
    assertEquals("{\"k\":1}", row.getString(2).replaceAll("\\s", ""));
    assertEquals("[1,\"b\"]", row.getString(3).replaceAll("\\s", ""));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ARROW", "JSON"})
  void nullOfEveryType(String format) throws SQLException {
    open(format);
    String[] types = {
      "NUMBER", "NUMBER(10,2)", "FLOAT", "VARCHAR", "BOOLEAN", "DATE", "TIME", "TIMESTAMP_NTZ",
      "TIMESTAMP_LTZ", "TIMESTAMP_TZ", "BINARY", "VARIANT", "OBJECT", "ARRAY"
    };
    ResultSet row =
        row(String.join(", ", Arrays.stream(types).map(type -> "NULL::" + type).toList()));
    for (int place = 1; place <= types.length; place++) {
      assertNull(row.getObject(place), types[place - 1]);
      assertTrue(row.wasNull());
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"ARROW", "JSON"})
  void boundValuesGoInAndComeOut(String format) throws SQLException {
    open(format);
    Server.execute(
        connection,
        "CREATE TEMPORARY TABLE bound (i INT, l NUMBER(38), d NUMBER(20, 4), f FLOAT, s VARCHAR,"
            + " b BOOLEAN, da DATE, ti TIME, tn TIMESTAMP_NTZ, tl TIMESTAMP_LTZ, x BINARY, e VARCHAR)");
    Timestamp moment = Timestamp.valueOf("2024-02-29 12:34:56.789123");
    try (PreparedStatement insert =
        connection.prepareStatement("INSERT INTO bound VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)")) {
      insert.setInt(1, -7);
      insert.unwrap(SnowflakePreparedStatement.class)
          .setBigInteger(2, new BigInteger("12345678901234567890123456789012345678"));
      insert.setBigDecimal(3, new BigDecimal("1234.5678"));
      insert.setDouble(4, 2.5);
      insert.setString(5, "it's");
      insert.setBoolean(6, true);
      insert.setDate(7, Date.valueOf("2024-02-29"));
      insert.setTime(8, Time.valueOf("12:34:56"));
      insert.setTimestamp(9, moment);
      insert.setTimestamp(10, moment);
      insert.setBytes(11, new byte[] {0, -1});
      insert.setNull(12, Types.VARCHAR);
      assertEquals(1, insert.executeUpdate());
    }
    ResultSet row = connection.createStatement().executeQuery("SELECT * FROM bound");
    assertTrue(row.next());
    assertEquals(-7, row.getInt("I"));
    assertEquals("12345678901234567890123456789012345678", row.getString("L"));
    assertEquals(new BigDecimal("1234.5678"), row.getBigDecimal("D"));
    assertEquals(2.5, row.getDouble("F"));
    assertEquals("it's", row.getString("S"));
    assertTrue(row.getBoolean("B"));
    assertEquals(Date.valueOf("2024-02-29"), row.getDate("DA"));
    assertEquals("12:34:56", row.getTime("TI").toString());
    assertEquals(moment, row.getTimestamp("TN"));
    assertEquals(moment, row.getTimestamp("TL"));
    assertArrayEquals(new byte[] {0, -1}, row.getBytes("X"));
    assertNull(row.getString("E"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"ARROW", "JSON"})
  void objectsAreBoundByTheirClass(String format) throws SQLException {
    open(format);
    try (PreparedStatement query = connection.prepareStatement("SELECT ?, ?, ?, ?, ?, ?::DATE")) {
      query.setObject(1, 5);
      query.setObject(2, "text");
      query.setObject(3, new BigDecimal("1.50"));
      query.setObject(4, true);
      query.setObject(5, null);
      query.setObject(6, Date.valueOf(LocalDate.of(2024, 2, 29)));
      ResultSet row = query.executeQuery();
      assertTrue(row.next());
      assertEquals(5, row.getInt(1));
      assertEquals("text", row.getString(2));
      assertEquals(new BigDecimal("1.50"), row.getBigDecimal(3));
      assertTrue(row.getBoolean(4));
      assertNull(row.getObject(5));
      assertEquals("2024-02-29", row.getString(6));
    }
  }
}
