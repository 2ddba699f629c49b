package dev.fourfold.harness.report;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.BrowserType;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.Playwright;
import com.microsoft.playwright.options.ColorScheme;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Chromium, without a network, with an ear for everything that a page should not do. */
final class Browser implements AutoCloseable {
  private static final Path CHROMIUM = Path.of("/usr/bin/chromium");

  private final Playwright playwright;
  private final com.microsoft.playwright.Browser chromium;

  /** What a page complained of, and what it asked for besides itself. */
  final List<String> complaints = new ArrayList<>();

  Browser() {
    assumeTrue(
        Files.isExecutable(CHROMIUM), "no " + CHROMIUM + ": nobody looked at the report's page");
    playwright =
        Playwright.create(
            new Playwright.CreateOptions().setEnv(Map.of("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1")));
    chromium =
        playwright
            .chromium()
            .launch(new BrowserType.LaunchOptions().setExecutablePath(CHROMIUM).setHeadless(true));
  }

  /** Opens a file. */
  Page open(Path file, int width, ColorScheme scheme) {
    BrowserContext context =
        chromium.newContext(
            new com.microsoft.playwright.Browser.NewContextOptions()
                .setViewportSize(width, 900)
                .setColorScheme(scheme)
                .setOffline(true));
    Page page = context.newPage();
    String address = file.toUri().toString();
    page.onConsoleMessage(
        message -> {
          // Reading pixels back is the tests' doing, not the page's.
          if (!message.text().contains("willReadFrequently")) {
            complaints.add(message.type() + ": " + message.text());
          }
        });
    page.onPageError(complaints::add);
    page.onRequest(
        request -> {
          if (!request.url().equals(address)) {
            complaints.add("asks for " + request.url());
          }
        });
    page.navigate(address);
    page.waitForSelector("html[data-ready=true]");
    return page;
  }

  @Override
  public void close() {
    if (playwright != null) {
      playwright.close();
    }
  }
}
