package dev.fourfold.core.data;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotNull;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CorpusTest {

  @Test
  void theDefaultCorpusIsThePinnedText() {
    Corpus corpus = Corpus.commonsMath();
    assertEquals("commons-math3-3.6.1-sources", corpus.name());
    assertEquals(PINNED_LENGTH, corpus.training().length + corpus.heldOut().length);
    assertEquals(PINNED_LENGTH / 10, corpus.heldOut().length);
    assertEquals(PINNED_DIGEST, corpus.digest());
  }

  private static final int PINNED_LENGTH = 8_641_739;
  private static final String PINNED_DIGEST =
      "f615b371a4f1fded05da358ec9d0944ef4c145afacf63e29267e1f83bec0fbe1";

  @Test
  void theDefaultCorpusIsEveryJavaFileInTheOrderOfTheirNames(@TempDir Path directory)
      throws IOException {
    Path archive = directory.resolve("sources.jar");
    try (InputStream resource = Corpus.class.getResourceAsStream("commons-math3-sources.jar")) {
      assertNotNull(resource);
      Files.copy(resource, archive);
    }
    ByteArrayOutputStream expected = new ByteArrayOutputStream();
    try (JarFile jar = new JarFile(archive.toFile())) {
      List<JarEntry> files =
          jar.stream()
              .filter(entry -> entry.getName().endsWith(".java"))
              .sorted(Comparator.comparing(JarEntry::getName))
              .toList();
      assertEquals(990, files.size());
      for (JarEntry file : files) {
        expected.writeBytes(jar.getInputStream(file).readAllBytes());
      }
    }
    assertArrayEquals(expected.toByteArray(), whole(Corpus.commonsMath()));
  }

  @Test
  void theLastTenthIsHeldOut() {
    Corpus corpus =
        Corpus.of("digits", "0123456789abcdefghijABCDEFGHI".getBytes(StandardCharsets.US_ASCII));
    assertEquals("HI", new String(corpus.heldOut(), StandardCharsets.US_ASCII));
    assertEquals(27, corpus.training().length);
    assertEquals("digits", corpus.name());
  }

  @Test
  void aFileIsACorpus(@TempDir Path directory) throws IOException {
    Path file = directory.resolve("text.txt");
    Files.writeString(file, "To be, or not to be");
    Corpus corpus = Corpus.read(file);
    assertEquals("text.txt", corpus.name());
    assertArrayEquals(Files.readAllBytes(file), whole(corpus));
    // sha256sum of the same bytes
    assertEquals(TEXT_DIGEST, corpus.digest());
    assertThrows(NoSuchFileException.class, () -> Corpus.read(directory.resolve("absent")));
  }

  private static final String TEXT_DIGEST =
      "80ed7fc26bc0bbb12ef93ae6dbc4bdaae8262e83e65163626e57c24b8fc316a8";

  @Test
  void anEmptyTextIsACorpusThatNoBatchFitsIn() {
    Corpus empty = Corpus.of("empty", new byte[0]);
    assertEquals(0, empty.heldOut().length);
    Exception refusal =
        assertThrows(
            IllegalArgumentException.class, () -> new BatchSampler(empty.training(), 1, 1, 0));
    assertTrue(refusal.getMessage().contains("0 bytes"), refusal::getMessage);
  }

  private static byte[] whole(Corpus corpus) {
    ByteArrayOutputStream whole = new ByteArrayOutputStream();
    whole.writeBytes(corpus.training());
    whole.writeBytes(corpus.heldOut());
    return whole.toByteArray();
  }
}
