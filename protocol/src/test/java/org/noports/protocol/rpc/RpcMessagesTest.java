package org.noports.protocol.rpc;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.noports.protocol.ProtocolException;
import org.noports.protocol.name.AtKey;
import org.noports.protocol.vectors.Mutations;

class RpcMessagesTest {
  private final RpcName name = new RpcName("auth_checks", "sshnp");

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{\"reqId\":\"1\",\"payload\":{}}",
        "{\"reqId\":-1,\"payload\":{}}",
        "{\"reqId\":1.5,\"payload\":{}}",
        "{\"reqId\":1,\"payload\":[]}",
        "{\"reqId\":1}"
      })
  void requestsNeedANumberAndAnObject(String text) {
    assertThatThrownBy(() -> RpcRequest.parse(text)).isInstanceOf(ProtocolException.class);
  }

  @Test
  void responsesAlwaysHaveFourMembers() {
    assertThat(RpcResponse.ack(7).toJson().canonical())
        .isEqualTo("{\"reqId\":7,\"respType\":\"ack\",\"payload\":{},\"message\":null}");
    assertThat(RpcResponse.nack(7, "no").toJson().canonical())
        .isEqualTo("{\"reqId\":7,\"respType\":\"nack\",\"payload\":{},\"message\":\"no\"}");
    assertThat(RpcResponse.parse("{\"reqId\":7,\"respType\":\"success\"}").payload().members())
        .isEmpty();
    assertThatThrownBy(() -> RpcResponse.parse("{\"reqId\":7,\"respType\":\"maybe\"}"))
        .isInstanceOf(ProtocolException.class);
  }

  @Test
  void keysOfOtherDomainsAreNotOurs() {
    for (String key :
        List.of(
            "@p:request.1.other.__rpcs.sshnp@d",
            "@p:request.1.auth_checks.__rpcs.sshrvd@d",
            "@p:request.x.auth_checks.__rpcs.sshnp@d",
            "@p:request.9999999999999999999.auth_checks.__rpcs.sshnp@d",
            "@p:answer.1.auth_checks.__rpcs.sshnp@d",
            "@p:x.request.1.auth_checks.__rpcs.sshnp@d")) {
      assertThat(name.parse(AtKey.parse(key))).as(key).isNull();
    }
  }

  @Test
  void damagedMessagesAreRefusedWithOurOwnError() {
    String request = "{\"reqId\":1729764000123456,\"payload\":{\"daemonAtsign\":\"@alice\"}}";
    String response =
        "{\"reqId\":1,\"respType\":\"success\",\"payload\":{\"permitOpen\":[\"a:1\"]},\"message\":null}";
    Mutations.survive(51, 2000, List.of(request), RpcRequest::parse);
    Mutations.survive(52, 2000, List.of(response), RpcResponse::parse);
    Mutations.survive(
        53,
        2000,
        List.of("@p:request.1.auth_checks.__rpcs.sshnp@d"),
        t -> name.parse(AtKey.parse(t)));
  }
}
