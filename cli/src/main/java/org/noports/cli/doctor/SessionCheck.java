package org.noports.cli.doctor;

import org.noports.atclient.AtClient;
import org.noports.atclient.AtClientException;
import org.noports.client.ClientException;
import org.noports.client.LiveSession;
import org.noports.client.NptClient;
import org.noports.client.NptOptions;
import org.noports.client.Step;
import org.noports.tunnel.pump.Pump;
import org.noports.tunnel.pump.PumpLimits;

/** Opens a real session and ends it: relay, daemon and permission are right when it opens. */
final class SessionCheck {
  private final Report report;

  SessionCheck(Report report) {
    this.report = report;
  }

  void examine(AtClient client, NptOptions options) throws InterruptedException {
    try (Pump pump = new Pump(PumpLimits.DEFAULT);
        LiveSession session =
            NptClient.session(
                options,
                client,
                pump,
                step -> {
                  if (step.step() == Step.RELAY_ANSWERED) {
                    report.ok("relay", "it has ports for a session");
                  } else if (step.step() == Step.FEATURE_CHECK_ANSWERED) {
                    report.ok(
                        "daemon",
                        "device %s of %s answers".formatted(options.device(), options.daemon()));
                  }
                })) {
      report.ok("session", "a session to %s opens (%s)".formatted(options.service(), session.id()));
    } catch (ClientException.RelayProblem e) {
      report.failed("relay", e, "start srvd, or name another relay with -r");
    } catch (ClientException.DaemonSilent | ClientException.NotAuthorized e) {
      report.failed("daemon", e, "start sshnpd there, or ask its owner to let you in (-m)");
    } catch (ClientException | AtClientException e) {
      report.failed(
          "session", e, "ask for a service the daemon permits, or let it permit this one (--po)");
    }
  }
}
