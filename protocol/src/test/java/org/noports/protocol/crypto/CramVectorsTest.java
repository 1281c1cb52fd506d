package org.noports.protocol.crypto;

import static org.assertj.core.api.Assertions.assertThat;
import static org.noports.protocol.vectors.SpecFile.all;
import static org.noports.protocol.vectors.SpecFile.at;

import com.fasterxml.jackson.databind.JsonNode;
import org.junit.jupiter.api.Test;
import org.noports.protocol.vectors.SpecFile;
import org.noports.protocol.verb.CommandParser;
import org.noports.protocol.verb.Cram;

/** Every value of {@code cram.json} (atclient.md 4.5). */
class CramVectorsTest {
  @Test
  void digestsAreIdentical() {
    for (JsonNode each : all(SpecFile.vectors("cram.json").required("cases"))) {
      String digest = Digests.cram(at(each, "secret"), at(each, "challenge"));
      assertThat(digest).isEqualTo(at(each, "digestHex"));
      assertThat(at(each, "secret") + at(each, "challenge")).isEqualTo(at(each, "digestInput"));
      Cram command = (Cram) CommandParser.parse(at(each, "command").strip());
      assertThat(command.digest()).isEqualTo(digest);
      assertThat(command.line() + "\n").isEqualTo(at(each, "command"));
    }
  }
}
