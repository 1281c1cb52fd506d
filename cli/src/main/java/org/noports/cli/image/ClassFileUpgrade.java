package org.noports.cli.image;

import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassModel;
import java.lang.classfile.ClassTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;

/**
 * Rewrites a library's class files in today's form: the same instructions under a newer version
 * number, with the stack maps that version demands. The start-up cache leaves older ones out. What
 * can't be rewritten so that it passes verification stays as it was.
 */
final class ClassFileUpgrade {
  /** The first version whose classes are verified by their stack maps only. */
  private static final int VERIFIED_BY_MAPS = ClassFile.JAVA_7_VERSION;

  private final ClassFile classFiles;

  private ClassFileUpgrade(ClassLoader library) {
    this.classFiles =
        ClassFile.of(
            StackMapsOption.GENERATE_STACK_MAPS,
            ClassHierarchyResolverOption.of(
                ClassHierarchyResolver.ofResourceParsing(library)
                    .orElse(ClassHierarchyResolver.defaultResolver())));
  }

  /** Replaces the jar. */
  static void of(Path jar) throws IOException {
    try (URLClassLoader library = new URLClassLoader(new URL[] {jar.toUri().toURL()}, null)) {
      ClassFileUpgrade upgrade = new ClassFileUpgrade(library);
      LibraryRewrite.of(
          jar, (name, bytes) -> name.endsWith(".class") ? upgrade.upgraded(bytes) : bytes);
    }
  }

  private byte[] upgraded(byte[] bytes) {
    ClassModel old = classFiles.parse(bytes);
    if (old.majorVersion() >= VERIFIED_BY_MAPS) {
      return bytes;
    }
    byte[] made =
        classFiles.transformClass(
            old,
            // Passing each instruction on is what makes the maps be written.
            ClassTransform.transformingMethodBodies((code, element) -> code.with(element))
                .andThen((type, element) -> {
                  if (element instanceof ClassFileVersion) {
                    type.withVersion(VERIFIED_BY_MAPS, 0);
                  } else {
                    type.with(element);
                  }
                }));
    return classFiles.verify(made).isEmpty() ? made : bytes;
  }
}
