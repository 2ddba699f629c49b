package dev.fourfold.harness.cli;

import dev.fourfold.harness.BadInputException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardWatchEventKinds;
import java.nio.file.WatchEvent;
import java.nio.file.WatchKey;
import java.nio.file.WatchService;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Says when a submission's sources or manifest have been saved. */
final class SaveWatch implements AutoCloseable {
  /** An editor writes, renames and touches; when it has been quiet for so long it has done. */
  private static final long QUIET_MILLISECONDS = 200;

  private final Path directory;
  private final WatchService service;

  /**
   * Watches from now on.
   *
   * @throws BadInputException if it cannot be watched
   */
  SaveWatch(Path directory) {
    this.directory = directory;
    try {
      service = FileSystems.getDefault().newWatchService();
      register();
    } catch (IOException e) {
      throw BadInputException.of("cannot watch " + directory, e);
    }
  }

  /** Returns after the next save, and at once if there was one since the last time. */
  void await() throws InterruptedException {
    try {
      boolean saved = false;
      while (!saved) {
        saved = isSave(service.take());
        WatchKey more = service.poll(QUIET_MILLISECONDS, TimeUnit.MILLISECONDS);
        while (more != null) {
          saved |= isSave(more);
          more = service.poll(QUIET_MILLISECONDS, TimeUnit.MILLISECONDS);
        }
        register();
      }
    } catch (IOException e) {
      throw BadInputException.of("cannot watch " + directory, e);
    }
  }

  /** Sources, the manifest, directories: what is kept beside them for editors is not looked at. */
  private boolean isSave(WatchKey key) {
    boolean isSave = false;
    for (WatchEvent<?> event : key.pollEvents()) {
      Path path = event.context() instanceof Path name ? place(key).resolve(name) : directory;
      String name = path.toString();
      isSave |= name.endsWith(".java") || name.endsWith(".properties") || Files.isDirectory(path);
    }
    key.reset();
    return isSave;
  }

  private static Path place(WatchKey key) {
    return key.watchable() instanceof Path path ? path : Path.of("");
  }

  /** The directory and everything under its src, also what has been made since. */
  private void register() throws IOException {
    register(directory);
    Path sources = directory.resolve("src");
    if (!Files.isDirectory(sources)) {
      return;
    }
    try (Stream<Path> walk = Files.walk(sources)) {
      for (Path place : walk.filter(Files::isDirectory).toList()) {
        try {
          register(place);
        } catch (NoSuchFileException e) {
          // Gone between the look and the watch: its parent told of it.
        }
      }
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private void register(Path place) throws IOException {
    place.register(
        service,
        StandardWatchEventKinds.ENTRY_CREATE,
        StandardWatchEventKinds.ENTRY_MODIFY,
        StandardWatchEventKinds.ENTRY_DELETE);
  }

  @Override
  public void close() {
    try {
      service.close();
    } catch (IOException e) {
      // It only read.
    }
  }
}
