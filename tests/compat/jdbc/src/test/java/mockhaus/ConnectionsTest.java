package mockhaus;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.security.KeyPairGenerator;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import net.snowflake.client.api.connection.SnowflakeConnection;
import net.snowflake.client.api.datasource.SnowflakeDataSource;
import net.snowflake.client.api.datasource.SnowflakeDataSourceFactory;
import org.junit.jupiter.api.Test;

class ConnectionsTest {
  @Test
  void aConnectionIsOpenedByAUrlWithItsScheme() throws SQLException {
    try (Connection connection = DriverManager.getConnection(Server.url(""), Server.user())) {
      assertEquals("TESTER", Server.text(connection, "SELECT CURRENT_USER()"));
    }
  }

  @Test
  void aConnectionIsOpenedWithoutTls() throws SQLException {
    String url = Server.urlWithoutScheme("");
    try (Connection connection = DriverManager.getConnection(url, Server.user())) {
      assertTrue(connection.isValid(5));
    }
  }

  @Test
  void aDataSourceOpensConnections() throws SQLException {
    SnowflakeDataSource source = SnowflakeDataSourceFactory.createDataSource();
    source.setUrl(Server.url(""));
    source.setUser("tester");
    source.setPassword("secret");
    try (Connection connection = source.getConnection()) {
      assertEquals("1", Server.text(connection, "SELECT 1"));
    }
  }

  @Test
  void databaseSchemaAndParametersAreThoseOfTheUrl() throws SQLException {
    try (Connection connection = Server.connect("&TIMEZONE=Asia/Tokyo&QUERY_TAG=tagged")) {
      assertEquals(Server.DATABASE, connection.getCatalog());
      assertEquals("PUBLIC", connection.getSchema());
      assertEquals(
          "tagged",
          Server.rows(connection, "SHOW PARAMETERS LIKE 'QUERY_TAG'").get(0).get(1));
      assertEquals(
          "+0900", Server.text(connection, "SELECT TO_CHAR(CURRENT_TIMESTAMP(), 'TZHTZM')"));
    }
  }

  @Test
  void thePlaceOfASessionIsChanged() throws SQLException {
    try (Connection connection = Server.connect()) {
      Server.execute(connection, "CREATE SCHEMA IF NOT EXISTS \"Other place\"");
      connection.setSchema("Other place");
      assertEquals("Other place", connection.getSchema());
      assertEquals("Other place", Server.text(connection, "SELECT CURRENT_SCHEMA()"));
      connection.setCatalog(Server.DATABASE);
      assertEquals(Server.DATABASE, connection.getCatalog());
    }
  }

  @Test
  void aClosedConnectionIsNotValid() throws SQLException {
    Connection connection = Server.connect();
    assertTrue(connection.isValid(5));
    assertFalse(connection.isClosed());
    connection.close();
    assertTrue(connection.isClosed());
    assertFalse(connection.isValid(5));
  }

  @Test
  void theSessionHasAnId() throws SQLException {
    try (Connection connection = Server.connect()) {
      SnowflakeConnection session = connection.unwrap(SnowflakeConnection.class);
      assertEquals(Server.text(connection, "SELECT CURRENT_SESSION()"), session.getSessionID());
      assertEquals(Server.DATABASE, session.getDatabase());
    }
  }

  @Test
  void theSessionIsKeptAlive() throws SQLException {
    try (Connection connection = Server.connect("&CLIENT_SESSION_KEEP_ALIVE=true")) {
      assertEquals("1", Server.text(connection, "SELECT 1"));
    }
  }

  @Test
  void aUserLogsInByKeyPair() throws Exception {
    KeyPairGenerator generator = KeyPairGenerator.getInstance("RSA");
    generator.initialize(2048);
    Properties user = Server.user();
    user.put("user", "keyed");
    user.remove("password");
    user.put("authenticator", "SNOWFLAKE_JWT");
    user.put("privateKey", generator.generateKeyPair().getPrivate());
    try (Connection connection = DriverManager.getConnection(Server.url(""), user)) {
      assertEquals("KEYED", Server.text(connection, "SELECT CURRENT_USER()"));
    }
  }

  @Test
  void anAuthenticatorThatIsNotServedIsRefusedByName() {
    Properties user = Server.user();
    user.put("authenticator", "oauth");
    user.put("token", "x");
    SQLException error =
        assertThrows(SQLException.class, () -> DriverManager.getConnection(Server.url(""), user));
    assertTrue(error.getMessage().toUpperCase().contains("OAUTH"), error.getMessage());
  }

  @Test
  void aPoolLendsConnections() throws Exception {
    HikariConfig config = new HikariConfig();
    config.setJdbcUrl(Server.url(""));
    config.setDataSourceProperties(Server.user());
    config.setMaximumPoolSize(4);
    try (HikariDataSource pool = new HikariDataSource(config)) {
      assertEquals(numbers(16), atOnce(16, number -> asked(pool.getConnection(), number)));
    }
  }

  @Test
  void twentyConnectionsWorkAtOnce() throws Exception {
    Server.connect().close();
    assertEquals(numbers(20), atOnce(20, number -> asked(Server.connect(), number)));
  }

  private interface Work {
    String of(int number) throws Exception;
  }

  private static String asked(Connection lent, int number) throws SQLException {
    try (Connection connection = lent) {
      Server.execute(connection, "SET mine = " + number);
      return Server.text(connection, "SELECT $mine");
    }
  }

  private static List<String> numbers(int count) {
    List<String> numbers = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      numbers.add(String.valueOf(number));
    }
    return numbers;
  }

  private static List<String> atOnce(int count, Work work) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(count);
    List<Future<String>> running = new ArrayList<>();
    for (int number = 0; number < count; number++) {
      int mine = number;
      running.add(threads.submit(() -> work.of(mine)));
    }
    List<String> found = new ArrayList<>();
    for (Future<String> one : running) {
      found.add(one.get());
    }
    threads.shutdown();
    return found;
  }
}
