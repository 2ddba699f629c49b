package dev.fourfold.harness.sandbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.fourfold.harness.BadInputException;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.constant.ClassDesc;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class CompiledClassesTest {
  @TempDir Path directory;

  private static byte[] classFile(String name, int flags) {
    return ClassFile.of().build(ClassDesc.of(name), builder -> builder.withFlags(flags));
  }

  private static void put(Path home, String name, byte[] bytes) throws IOException {
    Path file = home.resolve(name.replace('.', '/') + ".class");
    Files.createDirectories(file.getParent());
    Files.write(file, bytes);
  }

  private Path home(String name, String... classes) throws IOException {
    Path home = Files.createDirectory(directory.resolve(name));
    for (String one : classes) {
      put(home, one, classFile(one, ClassFile.ACC_PUBLIC));
    }
    return home;
  }

  private static String digest(Path home) {
    return CompiledClasses.read(home, "").digest();
  }

  @Test
  void theDigestIsOfNamesAndBytesWhereverTheyLie() throws IOException {
    String here = digest(home("here", "a.One", "a.b.Two"));
    assertTrue(here.matches("[0-9a-f]{64}"), here);
    assertEquals(here, digest(home("there", "a.b.Two", "a.One")));

    Path jar = directory.resolve("all.jar");
    try (FileSystem zip = FileSystems.newFileSystem(jar, Map.of("create", "true"))) {
      for (String one : new String[] {"a.b.Two", "a.One"}) {
        put(zip.getPath("/"), one, classFile(one, ClassFile.ACC_PUBLIC));
      }
    }
    assertEquals(here, digest(jar), "in a jar it is the same");
  }

  @Test
  void theDigestTellsOfEveryChange() throws IOException {
    String before = digest(home("before", "a.One", "a.Two"));
    assertNotEquals(before, digest(home("fewer", "a.One")));
    assertNotEquals(before, digest(home("more", "a.One", "a.Two", "a.Three")));
    assertNotEquals(before, digest(home("renamed", "a.One", "a.Too")));
    Path changed = home("changed", "a.One", "a.Two");
    put(changed, "a.Two", classFile("a.Two", ClassFile.ACC_PUBLIC | ClassFile.ACC_FINAL));
    assertNotEquals(before, digest(changed));
  }

  @Test
  void whatIsNoClassFileIsRefused() throws IOException {
    Path home = home("bad", "a.One");
    put(home, "a.Two", new byte[] {1, 2, 3});
    assertThrows(BadInputException.class, () -> digest(home));
  }
}
