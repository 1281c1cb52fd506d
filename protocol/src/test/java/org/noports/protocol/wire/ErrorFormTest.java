package org.noports.protocol.wire;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.noports.protocol.ErrorCode;
import org.noports.protocol.name.AtSign;

class ErrorFormTest {
  @Test
  void theFormsAreThoseOfTheSpecification() {
    String text = "x@alice does not exist in keystore";
    assertThat(ErrorForm.ANONYMOUS.write(ErrorCode.AT0015, text))
        .isEqualTo("error:AT0015-Exception: x@alice does not exist in keystore");
    assertThat(ErrorForm.AUTHENTICATED.write(ErrorCode.AT0015, text))
        .isEqualTo("error:AT0015-key not found : x@alice does not exist in keystore");
    assertThat(ErrorForm.JSON_AUTHENTICATED.write(ErrorCode.AT0015, text))
        .isEqualTo(
            "error:{\"errorCode\":\"AT0015\",\"errorDescription\":"
                + "\"key not found : x@alice does not exist in keystore\"}");
    assertThat(ErrorForm.JSON_ANONYMOUS.write(ErrorCode.AT0003, "invalid \"command\""))
        .isEqualTo(
            "error:{\"errorCode\":\"AT0003\",\"errorDescription\":"
                + "\"Exception: invalid \\\"command\\\"\"}");
    assertThat(ErrorForm.STATE.write(ErrorCode.AT0026, "enrollment_id: 8cf6 is pending"))
        .isEqualTo("error:AT0026:enrollment_id: 8cf6 is pending");
  }

  @ParameterizedTest
  @EnumSource
  void everyFormIsOneLineThatAClientUnderstands(ErrorForm form) {
    String line = form.write(ErrorCode.AT0003, "syntax\r\n e.g\u2028 from:\u0085@alice\n");
    assertThat(line.chars()).noneMatch(c -> c < 0x20 || c == 0x85 || c == 0x2028);
    ServerLine.Failure failure = (ServerLine.Failure) ServerLineParser.parse("@alice@" + line);
    assertThat(failure.code()).isEqualTo(ErrorCode.AT0003);
    assertThat(failure.message()).contains("syntax").contains("@alice");
  }

  @Test
  void promptsNameWhoTheConnectionSpeaksFor() {
    assertThat(Prompt.ANONYMOUS).isEqualTo("@");
    assertThat(Prompt.of(AtSign.of("alice🛠"))).isEqualTo("@alice🛠@");
  }
}
