package dev.fourfold.harness.grading;

import static org.junit.jupiter.api.Assertions.assertDoesNotThrow;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A build during a grading is noticed, a look at the files changes nothing. */
final class DigestsTest {
  /** Some time in the past, that no file of a test has by itself. */
  private static final FileTime THEN = FileTime.fromMillis(1_000_000_000_000L);

  @TempDir private Path directory;
  private Path jar;
  private Path classes;
  private Digests digests;

  @BeforeEach
  void digest() throws IOException {
    jar = Files.writeString(directory.resolve("a.jar"), "a jar");
    classes = Files.createDirectories(directory.resolve("classes/below"));
    Files.writeString(classes.resolve("A.class"), "a class");
    Files.setLastModifiedTime(jar, THEN);
    Files.setLastModifiedTime(classes.resolve("A.class"), THEN);
    digests = new Digests(Map.of("a", jar, "b", directory.resolve("classes")));
  }

  private interface Change {
    void make() throws IOException;
  }

  private void assertNoticed(Change change) throws IOException {
    Map<String, String> before = digests.byName();
    change.make();
    IllegalStateException failure =
        assertThrows(IllegalStateException.class, digests::requireUnchanged);
    assertEquals("Fourfold was rebuilt while it measured: grade again", failure.getMessage());
    assertEquals(before, digests.byName());
  }

  @Test
  void whatIsAsItWasIsFine() {
    assertEquals(Set.of("a", "b"), digests.byName().keySet());
    assertDoesNotThrow(digests::requireUnchanged);
  }

  @Test
  void otherBytesOfTheSameLength() throws IOException {
    assertNoticed(() -> Files.writeString(jar, "A JAR"));
  }

  @Test
  void anotherLengthUnderTheSameTime() throws IOException {
    assertNoticed(
        () -> {
          Files.writeString(jar, "another jar");
          Files.setLastModifiedTime(jar, THEN);
        });
  }

  @Test
  void oneMoreClass() throws IOException {
    assertNoticed(() -> Files.writeString(classes.resolve("B.class"), "another"));
  }

  @Test
  void aJarThatIsGone() throws IOException {
    assertNoticed(() -> Files.delete(jar));
  }

  @Test
  void theSameBytesWrittenAgainAreNoOtherBuild() throws IOException {
    Files.writeString(jar, "a jar");
    assertDoesNotThrow(digests::requireUnchanged);
    assertDoesNotThrow(digests::requireUnchanged);
  }

  @Test
  void ofThisFourfoldIsTheJdkToo() {
    assertEquals(
        Set.of("baselines", "benchmarks", "core", "harness", "jdk"), Grading.digests().keySet());
  }
}
