package org.noports.atserver.store.sqlite;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Properties;
import org.noports.atserver.store.StoreException;

/**
 * Copies the file of a store as it is at one moment, while a process writes to it or not
 * (docs/storage.md). The copy is whole and on disk when it returns, and readable by its owner alone
 * from the first byte on.
 */
public final class SqliteBackup {
  private static final String BUSY_MILLIS = "60000";

  private SqliteBackup() {}

  /**
   * Writes the copy, or leaves nothing.
   *
   * @param target a file that does not exist yet
   */
  public static void write(Path store, Path target) {
    if (!Files.isRegularFile(store)) {
      throw new StoreException("There is no store " + store + " to back up: name its directory");
    }
    try {
      // SQLite takes an empty file for the copy, and this one has its mode already.
      Files.createFile(
          target,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException e) {
      throw new StoreException(
          "The backup " + target + " exists already, and is not overwritten: choose another name",
          e);
    } catch (IOException e) {
      throw new StoreException("The backup " + target + " can't be written: " + e, e);
    }
    boolean whole = false;
    try {
      copy(store, target);
      verify(target);
      try (FileChannel file = FileChannel.open(target, StandardOpenOption.WRITE)) {
        file.force(true);
      }
      whole = true;
    } catch (SQLException | IOException e) {
      throw new StoreException(
          "The store " + store + " was not backed up: " + e.getMessage() + "; is the disk full?",
          e);
    } finally {
      if (!whole) {
        remove(target);
      }
    }
  }

  private static void copy(Path store, Path target) throws SQLException {
    try (Connection connection = connect(store);
        PreparedStatement copy = connection.prepareStatement("VACUUM INTO ?")) {
      copy.setString(1, target.toAbsolutePath().toString());
      copy.execute();
    }
  }

  private static void verify(Path target) throws SQLException {
    try (Connection connection = connect(target);
        PreparedStatement check = connection.prepareStatement("PRAGMA quick_check");
        ResultSet found = check.executeQuery()) {
      if (!found.next() || !"ok".equals(found.getString(1))) {
        throw new SQLException("the copy is damaged");
      }
    }
  }

  private static Connection connect(Path file) throws SQLException {
    Properties pragmas = new Properties();
    pragmas.setProperty("busy_timeout", BUSY_MILLIS);
    return DriverManager.getConnection("jdbc:sqlite:" + file, pragmas);
  }

  private static void remove(Path target) {
    try {
      Files.deleteIfExists(target);
    } catch (IOException e) {
      System.getLogger(SqliteBackup.class.getName())
          .log(System.Logger.Level.WARNING, "An incomplete backup stays in " + target);
    }
  }
}
