import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.sqlite.SQLiteConfig;

/**
 * The sqml tutorial in Java: train on Iris, predict, train something better.
 *
 * <pre>
 * mvn -q compile exec:java -Dexec.args=../../dist/sqml.so              in memory
 * mvn -q compile exec:java -Dexec.args="../../dist/sqml.so iris.db"    in a file
 * </pre>
 *
 * SQML_PATH names the extension when it isn't the first argument.
 */
public class Tutorial {
  /** A connection with sqml on it. */
  static Connection open(String extension, String file) throws SQLException {
    SQLiteConfig config = new SQLiteConfig();
    config.enableLoadExtension(true);
    Connection connection = config.createConnection("jdbc:sqlite:" + file);
    String path = Path.of(extension).toAbsolutePath().toString();
    ask(connection, "SELECT load_extension(?, 'sqlite3_sqml_init')", path);
    return connection;
  }

  /** The one value of a statement. */
  static Object ask(Connection connection, String sql, String... values) throws SQLException {
    try (PreparedStatement statement = connection.prepareStatement(sql)) {
      for (int i = 0; i < values.length; i++) statement.setString(i + 1, values[i]);
      try (ResultSet rows = statement.executeQuery()) {
        return rows.next() ? rows.getObject(1) : null;
      }
    }
  }

  public static void main(String[] args) throws SQLException {
    String extension = args.length > 0 ? args[0] : System.getenv("SQML_PATH");
    try (Connection connection = open(extension, args.length > 1 ? args[1] : ":memory:")) {
      System.out.println("flowers: " + ask(connection, "SELECT sqml_load_dataset('iris') ->> 'size'"));
      String train =
          "SELECT sqml_train('Iris prediction', 'classification', ?, 'dataset_iris', 'target') ->> 'score'";
      for (String algorithm : new String[] {"logistic_regression", "svc"}) {
        System.out.println(algorithm + " score: " + ask(connection, train, algorithm));
      }
      String flower = "[5.1, 3.5, 1.4, 0.2]";
      System.out.println("species: " + ask(connection, "SELECT sqml_predict('Iris prediction', ?)", flower));
      try (PreparedStatement models = connection.prepareStatement("SELECT id, digest FROM sqml_models ORDER BY id");
          ResultSet rows = models.executeQuery()) {
        while (rows.next()) System.out.println("model " + rows.getLong(1) + " " + rows.getString(2));
      }
    }
  }
}
