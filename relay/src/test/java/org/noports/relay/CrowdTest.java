package org.noports.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Who gives way when too many connections have not proved themselves (sessions.md 8.2). */
final class CrowdTest {
  private static final Network ONE = network("192.0.2.1");
  private static final Network TWO = network("192.0.2.2");

  private final List<SocketChannel> opened = new ArrayList<>();

  private static Network network(String address) {
    return Network.of(InetAddress.ofLiteral(address));
  }

  private static boolean silent() {
    return true;
  }

  private SocketChannel channel() throws IOException {
    SocketChannel channel = SocketChannel.open();
    opened.add(channel);
    return channel;
  }

  @AfterEach
  void closeAll() throws IOException {
    for (SocketChannel channel : opened) {
      channel.close();
    }
  }

  @Test
  void an_address_that_has_its_share_loses_its_longest_silent() throws Exception {
    Crowd<Network> crowd = new Crowd<>(() -> 10, () -> 2);
    SocketChannel first = channel();
    SocketChannel second = channel();
    assertThat(crowd.admit(first, ONE, CrowdTest::silent)).isNull();
    assertThat(crowd.admit(second, ONE, CrowdTest::silent)).isNull();
    assertThat(crowd.admit(channel(), TWO, CrowdTest::silent)).isNull();
    assertThat(crowd.admit(channel(), ONE, CrowdTest::silent)).isSameAs(first);
    crowd.leave(second);
    assertThat(crowd.admit(channel(), ONE, CrowdTest::silent)).isNull();
  }

  @Test
  void when_all_is_full_the_address_with_the_most_loses_one() throws Exception {
    Crowd<Network> crowd = new Crowd<>(() -> 3, () -> 3);
    SocketChannel first = channel();
    assertThat(crowd.admit(channel(), TWO, CrowdTest::silent)).isNull();
    assertThat(crowd.admit(first, ONE, CrowdTest::silent)).isNull();
    assertThat(crowd.admit(channel(), ONE, CrowdTest::silent)).isNull();
    assertThat(crowd.admit(channel(), TWO, CrowdTest::silent)).isSameAs(first);
  }

  @Test
  void who_has_answered_is_not_driven_out() throws Exception {
    Crowd<Network> crowd = new Crowd<>(() -> 2, () -> 2);
    SocketChannel answered = channel();
    SocketChannel silent = channel();
    SocketChannel next = channel();
    assertThat(crowd.admit(answered, ONE, CrowdTest::silent)).isNull();
    assertThat(crowd.admit(silent, ONE, CrowdTest::silent)).isNull();
    crowd.answered(answered);
    assertThat(crowd.admit(next, ONE, CrowdTest::silent)).isSameAs(silent);
    crowd.answered(next);
    SocketChannel tooMany = channel();
    assertThat(crowd.admit(tooMany, ONE, CrowdTest::silent)).isSameAs(tooMany);
    crowd.leave(answered);
    assertThat(crowd.admit(tooMany, ONE, CrowdTest::silent)).isNull();
  }

  @Test
  void who_has_spoken_and_was_not_yet_heard_is_not_driven_out() throws Exception {
    Crowd<Network> crowd = new Crowd<>(() -> 3, () -> 2);
    AtomicBoolean halfwaySilent = new AtomicBoolean();
    SocketChannel spoke = channel();
    SocketChannel halfway = channel();
    SocketChannel tooMany = channel();
    assertThat(crowd.admit(spoke, ONE, () -> false)).isNull();
    assertThat(crowd.admit(halfway, ONE, halfwaySilent::get)).isNull();
    assertThat(crowd.admit(tooMany, ONE, CrowdTest::silent)).isSameAs(tooMany);
    SocketChannel alone = channel();
    assertThat(crowd.admit(alone, TWO, CrowdTest::silent)).isNull();
    // The origin with the most has nobody who could go.
    assertThat(crowd.admit(channel(), TWO, CrowdTest::silent)).isSameAs(alone);
    halfwaySilent.set(true);
    assertThat(crowd.admit(tooMany, ONE, CrowdTest::silent)).isSameAs(halfway);
  }

  @Test
  void an_ipv6_network_counts_as_one_address() throws Exception {
    Crowd<Network> crowd = new Crowd<>(() -> 10, () -> 1);
    SocketChannel first = channel();
    assertThat(crowd.admit(first, network("2001:db8::1"), CrowdTest::silent)).isNull();
    assertThat(crowd.admit(channel(), network("2001:db8:0:1::1"), CrowdTest::silent)).isNull();
    assertThat(crowd.admit(channel(), network("2001:db8::ffff:2"), CrowdTest::silent))
        .isSameAs(first);
  }

  @Test
  void after_the_end_nobody_is_admitted_and_all_are_closed() throws Exception {
    Crowd<Network> crowd = new Crowd<>(() -> 10, () -> 10);
    SocketChannel inside = channel();
    SocketChannel late = channel();
    crowd.admit(inside, ONE, CrowdTest::silent);
    crowd.close();
    assertThat(inside.isOpen()).isFalse();
    assertThat(crowd.admit(late, ONE, CrowdTest::silent)).isSameAs(late);
  }
}
