package org.noports.system;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Reads out of a running Java process the byte arrays that objects of one class hold: the secrets a
 * process has in memory, so that a test can look for them where they must not be. Understands as
 * much of the HPROF format as that takes.
 */
final class HeapDump {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final int OBJECT = 2;

  private final Map<Long, String> strings = new HashMap<>();
  private final Map<Long, Long> classNames = new HashMap<>();
  private final Map<Long, byte[]> arrays = new HashMap<>();
  private final Map<Long, ClassLayout> layouts = new HashMap<>();
  private final List<Instance> instances = new ArrayList<>();

  private record ClassLayout(long superClass, List<Integer> fieldTypes) {}

  private record Instance(long classId, ByteBuffer fields) {}

  private HeapDump() {}

  /** The byte arrays objects of the class refer to directly. */
  static List<byte[]> arraysHeldBy(String className, long pid, Path directory)
      throws IOException, InterruptedException {
    Path file = directory.resolve("heap-" + pid + ".hprof");
    String jcmd = Path.of(System.getProperty("java.home"), "bin", "jcmd").toString();
    RunningProgram dump =
        RunningProgram.start(
            directory, "jcmd", List.of(jcmd, String.valueOf(pid), "GC.heap_dump", file.toString()));
    if (dump.awaitExit(LIMIT) != 0) {
      throw new AssertionError("no heap dump of " + pid + ": " + dump.out() + dump.err());
    }
    HeapDump heap = new HeapDump();
    try (DataInputStream in =
        new DataInputStream(new BufferedInputStream(Files.newInputStream(file), 1 << 20))) {
      heap.read(in);
    } finally {
      Files.delete(file);
    }
    return heap.heldBy(className.replace('.', '/'));
  }

  private List<byte[]> heldBy(String className) {
    Set<Long> classes = new HashSet<>();
    classNames.forEach((id, name) -> {
      if (className.equals(strings.get(name))) {
        classes.add(id);
      }
    });
    List<byte[]> found = new ArrayList<>();
    for (Instance instance : instances) {
      if (classes.contains(instance.classId)) {
        for (long reference : references(instance)) {
          byte[] array = arrays.get(reference);
          if (array != null) {
            found.add(array);
          }
        }
      }
    }
    return found;
  }

  private List<Long> references(Instance instance) {
    List<Long> references = new ArrayList<>();
    ByteBuffer fields = instance.fields.duplicate();
    for (ClassLayout layout = layouts.get(instance.classId);
        layout != null;
        layout = layouts.get(layout.superClass)) {
      for (int type : layout.fieldTypes) {
        if (type == OBJECT) {
          references.add(fields.getLong());
        } else {
          fields.position(fields.position() + size(type));
        }
      }
    }
    return references;
  }

  private void read(DataInputStream in) throws IOException {
    while (in.readByte() != 0) {
      // The format's name, up to its zero.
    }
    if (in.readInt() != 8) {
      throw new AssertionError("a heap dump with identifiers of another size than 8");
    }
    in.readLong();
    for (int tag = in.read(); tag >= 0; tag = in.read()) {
      in.readInt();
      long length = Integer.toUnsignedLong(in.readInt());
      switch (tag) {
        case 0x01 -> {
          long id = in.readLong();
          strings.put(id, new String(in.readNBytes((int) length - 8), StandardCharsets.UTF_8));
        }
        case 0x02 -> {
          in.readInt();
          long id = in.readLong();
          in.readInt();
          classNames.put(id, in.readLong());
        }
        case 0x0c, 0x1c -> segment(in, length);
        default -> in.skipNBytes(length);
      }
    }
  }

  private void segment(DataInputStream in, long length) throws IOException {
    long left = length;
    while (left > 0) {
      int tag = in.readUnsignedByte();
      left -= 1 + record(in, tag);
    }
  }

  /** Reads one record of a segment; how many bytes it had after its tag. */
  private long record(DataInputStream in, int tag) throws IOException {
    return switch (tag) {
      case 0xff, 0x05, 0x07 -> skip(in, 8);
      case 0x01 -> skip(in, 16);
      case 0x02, 0x03, 0x08 -> skip(in, 16);
      case 0x04, 0x06 -> skip(in, 12);
      case 0x20 -> classDump(in);
      case 0x21 -> {
        in.readLong();
        in.readInt();
        long classId = in.readLong();
        int size = in.readInt();
        instances.add(new Instance(classId, ByteBuffer.wrap(in.readNBytes(size))));
        yield 24 + size;
      }
      case 0x22 -> {
        in.readLong();
        in.readInt();
        long count = in.readInt();
        in.readLong();
        in.skipNBytes(count * 8);
        yield 24 + count * 8;
      }
      case 0x23 -> {
        long id = in.readLong();
        in.readInt();
        int count = in.readInt();
        int type = in.readUnsignedByte();
        int bytes = count * size(type);
        if (type == 8 && count <= 64) {
          arrays.put(id, in.readNBytes(bytes));
        } else {
          in.skipNBytes(bytes);
        }
        yield 17L + bytes;
      }
      default -> throw new AssertionError("unknown heap dump record " + tag);
    };
  }

  private static long skip(DataInputStream in, int bytes) throws IOException {
    in.skipNBytes(bytes);
    return bytes;
  }

  private long classDump(DataInputStream in) throws IOException {
    long id = in.readLong();
    in.readInt();
    long superClass = in.readLong();
    in.skipNBytes(5 * 8 + 4);
    long read = 8 + 4 + 8 + 5 * 8 + 4;
    int constants = in.readUnsignedShort();
    read += 2;
    for (int i = 0; i < constants; i++) {
      in.readUnsignedShort();
      int size = size(in.readUnsignedByte());
      read += 3 + skip(in, size);
    }
    int statics = in.readUnsignedShort();
    read += 2;
    for (int i = 0; i < statics; i++) {
      in.readLong();
      int size = size(in.readUnsignedByte());
      read += 9 + skip(in, size);
    }
    int fields = in.readUnsignedShort();
    read += 2;
    List<Integer> types = new ArrayList<>();
    for (int i = 0; i < fields; i++) {
      in.readLong();
      types.add(in.readUnsignedByte());
      read += 9;
    }
    layouts.put(id, new ClassLayout(superClass, types));
    return read;
  }

  private static int size(int type) {
    return switch (type) {
      case OBJECT, 7, 11 -> 8;
      case 4, 8 -> 1;
      case 5, 9 -> 2;
      case 6, 10 -> 4;
      default -> throw new AssertionError("unknown type in a heap dump: " + type);
    };
  }
}
