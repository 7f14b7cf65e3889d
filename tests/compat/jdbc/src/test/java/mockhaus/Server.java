package mockhaus;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;

/** The server under test. */
final class Server {
  static final String DATABASE = "SUITE_JDBC";
  private static final String PLACE =
      System.getenv("MOCKHAUS_HOST") + ":" + System.getenv("MOCKHAUS_PORT");

  private Server() {}

  /** The URL that names the scheme, with more parameters such as {@code &db=X}. */
  static String url(String parameters) {
    return "jdbc:snowflake://http://" + PLACE + "/?account=mockhaus" + parameters;
  }

  /** The URL that turns TLS off instead. */
  static String urlWithoutScheme(String parameters) {
    return "jdbc:snowflake://" + PLACE + "/?account=mockhaus&ssl=off" + parameters;
  }

  static Properties user() {
    Properties properties = new Properties();
    properties.put("user", "tester");
    properties.put("password", "secret");
    properties.put("disablePlatformDetection", "true");
    return properties;
  }

  /** A connection in the suite's database. */
  static Connection connect(String parameters) throws SQLException {
    ensureDatabase();
    return DriverManager.getConnection(
        url("&db=" + DATABASE + "&schema=PUBLIC" + parameters), user());
  }

  static Connection connect() throws SQLException {
    return connect("");
  }

  private static boolean made;

  private static synchronized void ensureDatabase() throws SQLException {
    if (made) {
      return;
    }
    try (Connection connection = DriverManager.getConnection(url(""), user())) {
      execute(connection, "CREATE OR REPLACE DATABASE " + DATABASE);
    }
    made = true;
  }

  static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  /** The rows of a query, their values as {@code getObject} has them. */
  static List<List<Object>> rows(ResultSet results) throws SQLException {
    List<List<Object>> rows = new ArrayList<>();
    int width = results.getMetaData().getColumnCount();
    while (results.next()) {
      List<Object> row = new ArrayList<>();
      for (int place = 1; place <= width; place++) {
        row.add(results.getObject(place));
      }
      rows.add(row);
    }
    return rows;
  }

  static List<List<Object>> rows(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(sql)) {
      return rows(results);
    }
  }

  /** The one value of a query, as text. */
  static String text(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet results = statement.executeQuery(sql)) {
      results.next();
      return results.getString(1);
    }
  }
}
