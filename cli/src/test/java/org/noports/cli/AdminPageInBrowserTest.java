package org.noports.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.noports.atclient.AtClient;
import org.noports.atclient.NotifyOptions;
import org.noports.cli.up.PrivateServers;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.name.AtSign;

/** np_admin's page (cli.md 19) in the hands of a user, where Chromium is installed. */
class AdminPageInBrowserTest {
  private static final AtSign POLICY = AtSign.of("@policy");
  private static final AtSign DEVICE = AtSign.of("@device");
  private static final Duration LIMIT = Duration.ofSeconds(60);

  private static final String PRESS = "new KeyboardEvent('keydown', {key: 'Enter'})";

  @TempDir private Path place;

  private static void awaitIn(HeadlessBrowser page, String expression, String text) {
    await(text).atMost(LIMIT).untilAsserted(() -> assertThat(page.text(expression)).contains(text));
  }

  /** Opens a text by a double click, types another and presses enter. */
  private static void edit(HeadlessBrowser page, String label, String text) throws Exception {
    page.text(
        "document.querySelector('[data-edit=\"%s\"]').dispatchEvent(new MouseEvent('dblclick'))"
            .formatted(label));
    page.text(
        "(field => { field.value = '%s'; field.dispatchEvent(%s); })(document.activeElement)"
            .formatted(text, PRESS));
  }

  private static void add(HeadlessBrowser page, String label, String text) throws Exception {
    page.text(
        "(field => { field.value = '%s'; field.form.requestSubmit(); })(document.querySelector('[aria-label=\"%s\"]'))"
            .formatted(text, label));
  }

  @Test
  void groupsAreMadeEditedAndDeletedAndEventsAppearAsTheyHappen() throws Exception {
    assumeThat(Path.of("/usr/bin/chromium")).as("Chromium is not installed").exists();
    try (PrivateServers servers = TestServers.activated(place, POLICY, DEVICE)) {
      Map<String, String> environment = TestServers.environment(servers, place);
      RunningProgram admin =
          new RunningProgram(environment, "np_admin", "-a", "@policy", "-n", "sshnp", "--port=0");
      try (HeadlessBrowser page =
              HeadlessBrowser.at(
                  "http://localhost:" + admin.port() + "/",
                  Files.createDirectory(place.resolve("browser")));
          AtClient daemon = AtClient.open(servers.account(DEVICE))) {
        awaitIn(page, "document.getElementById('status')?.textContent", "connected");

        add(page, "Name of a new group", "web team");
        awaitIn(page, "document.getElementById('groups').textContent", "web team");
        edit(page, "description", "those who mend the web");
        awaitIn(page, "document.getElementById('groups').textContent", "those who mend the web");
        add(page, "New user", "@alice");
        awaitIn(page, "document.getElementById('group').textContent", "@alice");
        awaitIn(page, "document.getElementById('status').textContent", "Saved web team");

        daemon.notify(
            AtKey.shared(POLICY, "box.devices.policy.sshnp", DEVICE),
            "{\"devicename\":\"box\",\"deviceGroupName\":\"<b>staging\",\"allowedServices\":[]}",
            NotifyOptions.DEFAULT);
        awaitIn(page, "document.querySelector('tr.heartbeat')?.textContent", "<b>staging");

        page.text(
            "setTimeout(() => document.querySelector('[aria-label=\"Remove group web team\"]').click())");
        awaitIn(page, "document.getElementById('status').textContent", "Deleted web team");
        assertThat(page.text("document.getElementById('groups').textContent"))
            .doesNotContain("web team");
      } finally {
        admin.end();
      }
    }
  }
}
