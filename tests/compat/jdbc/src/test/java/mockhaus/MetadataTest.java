package mockhaus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.sql.Connection;
import java.sql.DatabaseMetaData;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import net.snowflake.client.api.connection.SnowflakeDatabaseMetaData;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.function.Executable;

class MetadataTest {
  private static final String PLACE = "META";
  private static Connection connection;
  private static DatabaseMetaData metadata;

  @BeforeAll
  static void open() throws SQLException {
    connection = Server.connect();
    Server.execute(connection, "CREATE OR REPLACE SCHEMA meta COMMENT = 'to be looked at'");
    Server.execute(
        connection,
        "CREATE TABLE parent (id INT NOT NULL AUTOINCREMENT, part VARCHAR(10), CONSTRAINT parent_key PRIMARY KEY (id, part))"
            + " COMMENT = 'the parent'");
    Server.execute(
        connection,
        "CREATE TABLE child (n NUMBER(10, 2) DEFAULT 5 COMMENT 'a number', parent_id INT, parent_part VARCHAR(10),"
            + " \"mixed Case\" FLOAT, d DATE, t TIME, ts TIMESTAMP_NTZ(3), tl TIMESTAMP_LTZ, tz TIMESTAMP_TZ, b BOOLEAN,"
            + " x BINARY, v VARIANT, o OBJECT, a ARRAY, u INT UNIQUE,"
            + " CONSTRAINT to_parent FOREIGN KEY (parent_id, parent_part) REFERENCES parent (id, part))");
    Server.execute(connection, "CREATE VIEW looked AS SELECT n FROM child");
    metadata = connection.getMetaData();
  }

  @AfterAll
  static void close() throws SQLException {
    connection.close();
  }

  /** Some columns of all rows. */
  private static List<List<String>> some(ResultSet results, String... columns) throws SQLException {
    List<List<String>> rows = new ArrayList<>();
    while (results.next()) {
      List<String> row = new ArrayList<>();
      for (String column : columns) {
        row.add(String.valueOf(results.getString(column)));
      }
      rows.add(row);
    }
    return rows;
  }

  @Test
  void theProductIsSnowflake() throws SQLException {
    assertEquals("Snowflake", metadata.getDatabaseProductName());
    assertTrue(metadata.getDatabaseMajorVersion() >= 7);
    assertTrue(metadata.supportsTransactions());
    assertEquals("tester", metadata.getUserName().toLowerCase());
    assertEquals("\"", metadata.getIdentifierQuoteString());
  }

  @Test
  void catalogsAreDatabases() throws SQLException {
    assertTrue(some(metadata.getCatalogs(), "TABLE_CAT").contains(List.of(Server.DATABASE)));
  }

  @Test
  void schemasOfADatabase() throws SQLException {
    List<List<String>> all =
        some(metadata.getSchemas(Server.DATABASE, null), "TABLE_CATALOG", "TABLE_SCHEM");
    assertTrue(all.contains(List.of(Server.DATABASE, "INFORMATION_SCHEMA")));
    assertTrue(all.contains(List.of(Server.DATABASE, "PUBLIC")));
    assertEquals(
        List.of(List.of(PLACE)), some(metadata.getSchemas(Server.DATABASE, "ME%"), "TABLE_SCHEM"));
  }

  @Test
  void tablesAndViews() throws SQLException {
    assertEquals(
        List.of(
            List.of("CHILD", "TABLE", ""),
            List.of("LOOKED", "VIEW", ""),
            List.of("PARENT", "TABLE", "the parent")),
        some(
            metadata.getTables(Server.DATABASE, PLACE, null, new String[] {"TABLE", "VIEW"}),
            "TABLE_NAME", "TABLE_TYPE", "REMARKS"));
    assertEquals(
        List.of(List.of("LOOKED")),
        some(metadata.getTables(Server.DATABASE, PLACE, "%", new String[] {"VIEW"}), "TABLE_NAME"));
    assertEquals(
        List.of(List.of("PARENT")),
        some(metadata.getTables(Server.DATABASE, PLACE, "PAR%", new String[] {"TABLE"}), "TABLE_NAME"));
    assertEquals(
        List.of(), some(metadata.getTables(Server.DATABASE, "MISSING", "%", null), "TABLE_NAME"));
    assertEquals(
        List.of(), some(metadata.getTables("MISSING", "MISSING", "%", null), "TABLE_NAME"));
  }

  @Test
  void tableTypes() throws SQLException {
    assertEquals(List.of(List.of("TABLE"), List.of("VIEW")), some(metadata.getTableTypes(), "TABLE_TYPE"));
  }

  @Test
  void columnsOfATable() throws SQLException {
    List<List<String>> columns =
        some(
            metadata.getColumns(Server.DATABASE, PLACE, "CHILD", null),
            "COLUMN_NAME", "TYPE_NAME", "DATA_TYPE", "COLUMN_SIZE", "DECIMAL_DIGITS", "IS_NULLABLE", "ORDINAL_POSITION");
    assertEquals(15, columns.size());
    assertEquals(List.of("N", "NUMBER", String.valueOf(Types.DECIMAL), "10", "2", "YES", "1"), columns.get(0));
    assertEquals(List.of("PARENT_ID", "NUMBER", String.valueOf(Types.BIGINT), "38", "0", "YES", "2"), columns.get(1));
    assertEquals(List.of("PARENT_PART", "VARCHAR", String.valueOf(Types.VARCHAR), "10"), columns.get(2).subList(0, 4));
    assertEquals(
        List.of(
            "mixed Case DOUBLE", "D DATE", "T TIME", "TS TIMESTAMPNTZ", "TL TIMESTAMPLTZ", "TZ TIMESTAMPTZ",
            "B BOOLEAN", "X BINARY", "V VARIANT", "O OBJECT", "A ARRAY", "U NUMBER"),
        columns.subList(3, 15).stream().map(row -> row.get(0) + " " + row.get(1)).toList());
  }

  @Test
  void defaultsCommentsAndCountersOfColumns() throws SQLException {
    assertEquals(
        List.of(List.of("5", "a number", "NO")),
        some(metadata.getColumns(Server.DATABASE, PLACE, "CHILD", "N"), "COLUMN_DEF", "REMARKS", "IS_AUTOINCREMENT"));
    assertEquals(
        List.of(List.of("NO", "YES")),
        some(metadata.getColumns(Server.DATABASE, PLACE, "PARENT", "ID"), "IS_NULLABLE", "IS_AUTOINCREMENT"));
    assertEquals(
        List.of(List.of("N")),
        some(metadata.getColumns(Server.DATABASE, PLACE, "LOOKED", "%"), "COLUMN_NAME"));
    assertEquals(
        List.of(), some(metadata.getColumns(Server.DATABASE, PLACE, "MISSING", "%"), "COLUMN_NAME"));
  }

  @Test
  void columnsAreFoundByAPatternWithEscapes() throws SQLException {
    assertEquals(
        List.of(List.of("PARENT_ID"), List.of("PARENT_PART")),
        some(metadata.getColumns(Server.DATABASE, PLACE, "CHILD", "PARENT\\_%"), "COLUMN_NAME"));
  }

  @Test
  void primaryKeys() throws SQLException {
    assertEquals(
        List.of(List.of("PARENT", "ID", "1", "PARENT_KEY"), List.of("PARENT", "PART", "2", "PARENT_KEY")),
        some(
            metadata.getPrimaryKeys(Server.DATABASE, PLACE, "PARENT"),
            "TABLE_NAME", "COLUMN_NAME", "KEY_SEQ", "PK_NAME"));
  }

  @Test
  void importedExportedAndCrossKeys() throws SQLException {
    List<List<String>> expected =
        List.of(
            List.of("PARENT", "ID", "CHILD", "PARENT_ID", "1", "TO_PARENT", "PARENT_KEY"),
            List.of("PARENT", "PART", "CHILD", "PARENT_PART", "2", "TO_PARENT", "PARENT_KEY"));
    String[] columns = {
      "PKTABLE_NAME", "PKCOLUMN_NAME", "FKTABLE_NAME", "FKCOLUMN_NAME", "KEY_SEQ", "FK_NAME", "PK_NAME"
    };
    assertEquals(expected, some(metadata.getImportedKeys(Server.DATABASE, PLACE, "CHILD"), columns));
    assertEquals(expected, some(metadata.getExportedKeys(Server.DATABASE, PLACE, "PARENT"), columns));
    assertEquals(
        expected,
        some(
            metadata.getCrossReference(
                Server.DATABASE, PLACE, "PARENT", Server.DATABASE, PLACE, "CHILD"),
            columns));
    assertEquals(List.of(), some(metadata.getImportedKeys(Server.DATABASE, PLACE, "PARENT"), columns));
    try (ResultSet keys = metadata.getImportedKeys(Server.DATABASE, PLACE, "CHILD")) {
      assertTrue(keys.next());
      assertEquals(DatabaseMetaData.importedKeyNoAction, keys.getInt("UPDATE_RULE"));
      assertEquals(DatabaseMetaData.importedKeyNotDeferrable, keys.getInt("DEFERRABILITY"));
    }
  }

  @Test
  void streamsOfASchema() throws SQLException {
    ResultSet streams =
        metadata.unwrap(SnowflakeDatabaseMetaData.class).getStreams(Server.DATABASE, PLACE, "%");
    assertEquals(List.of(), some(streams, "NAME"));
  }

  @Test
  void whatIsNotServedYetIsRefusedByName() {
    refused("CREATE FUNCTION", () -> Server.execute(connection, "CREATE FUNCTION f() RETURNS INT AS '1'"));
    refused("CREATE PROCEDURE", () -> Server.execute(connection, "CREATE PROCEDURE p() RETURNS INT AS '1'"));
  }

  @Test
  void aSchemaHasNoFunctionsOrProcedures() throws SQLException {
    assertFalse(metadata.getFunctions(Server.DATABASE, PLACE, "%").next());
    assertFalse(metadata.getProcedures(Server.DATABASE, PLACE, "%").next());
  }

  private static void refused(String feature, Executable work) {
    SQLException error = assertThrows(SQLException.class, work);
    assertEquals(2, error.getErrorCode());
    assertEquals("0A000", error.getSQLState());
    assertTrue(error.getMessage().contains(feature), error.getMessage());
  }

  @Test
  void typesAndIndexes() throws SQLException {
    List<List<String>> types = some(metadata.getTypeInfo(), "TYPE_NAME");
    assertTrue(types.contains(List.of("NUMBER")));
    assertTrue(types.contains(List.of("VARCHAR")));
    assertFalse(metadata.getIndexInfo(Server.DATABASE, PLACE, "PARENT", false, true).next());
  }

  @Test
  void aNullCatalogIsAnyCatalog() throws SQLException {
    List<List<String>> found =
        some(metadata.getTables(null, PLACE, "PARENT", new String[] {"TABLE"}), "TABLE_CAT", "TABLE_NAME");
    assertTrue(found.contains(List.of(Server.DATABASE, "PARENT")), found.toString());
    assertNull(metadata.getConnection().getWarnings());
  }
}
