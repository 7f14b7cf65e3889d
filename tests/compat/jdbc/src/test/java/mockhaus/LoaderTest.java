package mockhaus;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.sql.Connection;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import net.snowflake.client.api.loader.Loader;
import net.snowflake.client.api.loader.LoaderFactory;
import net.snowflake.client.api.loader.LoaderProperty;
import net.snowflake.client.api.loader.Operation;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The loader, which puts rows into files, the files on a stage, and the stage into a table. */
class LoaderTest {
  private Connection puts;
  private Connection connection;

  @BeforeEach
  void open() throws SQLException {
    puts = Server.connect();
    connection = Server.connect();
    Server.execute(connection, "CREATE OR REPLACE TABLE loaded (id INT, s VARCHAR, d DATE)");
    Server.execute(connection, "INSERT INTO loaded VALUES (1, 'old', '2024-01-01'), (2, 'old', '2024-01-01')");
  }

  @AfterEach
  void close() throws SQLException {
    puts.close();
    connection.close();
  }

  private void load(Operation operation, List<String> columns, Object[]... rows) throws Exception {
    Map<LoaderProperty, Object> properties = new HashMap<>();
    properties.put(LoaderProperty.databaseName, Server.DATABASE);
    properties.put(LoaderProperty.schemaName, "PUBLIC");
    properties.put(LoaderProperty.tableName, "LOADED");
    properties.put(LoaderProperty.columns, columns);
    properties.put(LoaderProperty.keys, List.of("ID"));
    properties.put(LoaderProperty.operation, operation);
    Loader loader = LoaderFactory.createLoader(properties, puts, connection);
    loader.start();
    for (Object[] row : rows) {
      loader.submitRow(row);
    }
    loader.finish();
  }

  private List<List<Object>> found() throws SQLException {
    return Server.rows(connection, "SELECT id, s, d::VARCHAR FROM loaded ORDER BY id");
  }

  private static Object[] row(Object... values) {
    return values;
  }

  @Test
  void rowsAreInserted() throws Exception {
    load(Operation.INSERT, List.of("ID", "S", "D"), row("3", "new, \"x\"", "2024-02-29"), row("4", "", null));
    assertEquals(List.of(3L, "new, \"x\"", "2024-02-29"), found().get(2));
    assertEquals(4, found().size());
  }

  @Test
  void rowsAreUpsertedByTheirKeys() throws Exception {
    load(Operation.UPSERT, List.of("ID", "S", "D"), row("2", "new", "2024-02-29"), row("3", "new", "2024-02-29"));
    assertEquals(
        List.of(
            List.of(1L, "old", "2024-01-01"),
            List.of(2L, "new", "2024-02-29"),
            List.of(3L, "new", "2024-02-29")),
        found());
  }

  @Test
  void rowsAreModifiedByTheirKeys() throws Exception {
    load(Operation.MODIFY, List.of("ID", "S", "D"), row("1", "changed", "2024-02-29"));
    assertEquals(List.of(1L, "changed", "2024-02-29"), found().get(0));
  }

  @Test
  void rowsAreDeletedByTheirKeys() throws Exception {
    load(Operation.DELETE, List.of("ID"), new Object[][] {row("1")});
    assertEquals(List.of(List.of(2L, "old", "2024-01-01")), found());
  }
}
