package org.noports.atserver.tenant;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.noports.atserver.record.Records;
import org.noports.atserver.store.StoredRecord;
import org.noports.protocol.json.Json;
import org.noports.protocol.json.JsonArray;
import org.noports.protocol.json.JsonString;
import org.noports.protocol.json.JsonValue;
import org.noports.protocol.name.AtSign;

/**
 * Whom an atServer does not talk to (atprotocol.md 3.10). {@code lock} keeps two changes from
 * overwriting each other; it is held across the store's write, which only other changes of this
 * list wait for.
 */
public final class Blocklist {
  private final Records records;
  private final String key;
  private final ReentrantLock lock = new ReentrantLock();

  public Blocklist(Records records) {
    this.records = records;
    this.key = "private:blocklist" + records.owner();
  }

  public List<String> list() {
    StoredRecord record = records.alive(key);
    if (record == null || !(Json.parse(record.value()) instanceof JsonArray array)) {
      return List.of();
    }
    List<String> out = new ArrayList<>();
    for (JsonValue element : array.elements()) {
      if (element instanceof JsonString text) {
        out.add(text.value());
      }
    }
    return out;
  }

  public boolean blocks(AtSign atSign) {
    return list().contains(atSign.text());
  }

  /** Adds them; the own atSign is ignored. */
  public void add(List<AtSign> atSigns) {
    lock.lock();
    try {
      List<String> now = new ArrayList<>(list());
      for (AtSign atSign : atSigns) {
        if (!atSign.equals(records.owner()) && !now.contains(atSign.text())) {
          now.add(atSign.text());
        }
      }
      save(now);
    } finally {
      lock.unlock();
    }
  }

  public void remove(List<AtSign> atSigns) {
    lock.lock();
    try {
      List<String> now = new ArrayList<>(list());
      now.removeAll(atSigns.stream().map(AtSign::text).toList());
      save(now);
    } finally {
      lock.unlock();
    }
  }

  private void save(List<String> atSigns) {
    if (atSigns.isEmpty()) {
      records.forget(key);
    } else {
      records.keep(key, JsonArray.ofStrings(atSigns).canonical());
    }
  }
}
