import com.google.gson.Gson;
import com.google.gson.GsonBuilder;
import com.google.gson.JsonObject;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Timer;
import java.util.TimerTask;
import java.util.concurrent.atomic.AtomicLong;
import org.sqlite.SQLiteConfig;
import org.sqlite.SQLiteException;

/** One connection of sqlite-jdbc with sqml, driven by lines of JSON (test/host/program.ts). */
public class Host {
  static final String MARKER = "--- sqml test: end of statement ---";

  static String[] tagged(Object value) {
    if (value == null) return new String[] {"null", null};
    if (value instanceof Integer || value instanceof Long) return new String[] {"integer", value.toString()};
    if (value instanceof Double) return new String[] {"real", value.toString()};
    if (value instanceof String) return new String[] {"text", (String) value};
    StringBuilder hex = new StringBuilder();
    for (byte b : (byte[]) value) hex.append(String.format("%02x", b));
    return new String[] {"blob", hex.toString()};
  }

  /** SQLite's own message, which the driver puts into brackets behind what it says of the code. */
  static String message(SQLException thrown) {
    String message = thrown.getMessage();
    if (!(thrown instanceof SQLiteException)) return message;
    String before = ((SQLiteException) thrown).getResultCode() + " (";
    return message.startsWith(before) ? message.substring(before.length(), message.length() - 1) : message;
  }

  /** Runs the statement into `answer`. */
  static void run(Statement statement, String sql, JsonObject answer, Gson json) throws SQLException {
    List<String> names = new ArrayList<>();
    List<String[][]> all = new ArrayList<>();
    if (statement.execute(sql)) {
      try (ResultSet rows = statement.getResultSet()) {
        ResultSetMetaData about = rows.getMetaData();
        int columns = about.getColumnCount();
        for (int c = 1; c <= columns; c++) names.add(about.getColumnName(c));
        while (rows.next()) {
          String[][] row = new String[columns][];
          for (int c = 0; c < columns; c++) row[c] = tagged(rows.getObject(c + 1));
          all.add(row);
        }
      }
    }
    answer.add("names", json.toJsonTree(names));
    answer.add("rows", json.toJsonTree(all));
  }

  static JsonObject answer(Connection connection, JsonObject request, Timer timer, Gson json) throws SQLException {
    JsonObject answer = new JsonObject();
    AtomicLong cancelled = new AtomicLong();
    try (Statement statement = connection.createStatement()) {
      TimerTask task =
          new TimerTask() {
            @Override
            public void run() {
              cancelled.set(System.nanoTime());
              try {
                statement.cancel();
              } catch (SQLException thrown) {
                throw new IllegalStateException(thrown);
              }
            }
          };
      if (request.has("cancel_after")) timer.schedule(task, request.get("cancel_after").getAsLong());
      try {
        run(statement, request.get("sql").getAsString(), answer, json);
      } catch (SQLException thrown) {
        answer.addProperty("error", message(thrown));
      }
      task.cancel();
      if (cancelled.get() != 0) answer.addProperty("stopped_ms", (System.nanoTime() - cancelled.get()) / 1e6);
    }
    return answer;
  }

  public static void main(String[] args) throws SQLException, IOException {
    SQLiteConfig config = new SQLiteConfig();
    config.enableLoadExtension(true);
    Gson json = new GsonBuilder().serializeNulls().disableHtmlEscaping().create();
    PrintStream out = new PrintStream(System.out, false, StandardCharsets.UTF_8);
    BufferedReader in = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    Timer timer = new Timer(true);
    try (Connection connection = config.createConnection("jdbc:sqlite:" + args[0])) {
      try (PreparedStatement load =
          connection.prepareStatement("SELECT load_extension(?, 'sqlite3_sqml_init')")) {
        load.setString(1, Path.of(args[1]).toAbsolutePath().toString());
        load.execute();
      }
      for (String line = in.readLine(); line != null; line = in.readLine()) {
        JsonObject request = json.fromJson(line, JsonObject.class);
        out.print(json.toJson(answer(connection, request, timer, json)) + "\n" + MARKER + "\n");
        out.flush();
      }
    }
  }
}
