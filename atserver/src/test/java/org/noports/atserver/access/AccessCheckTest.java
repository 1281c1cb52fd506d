package org.noports.atserver.access;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.SequencedMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.noports.protocol.enrollment.EnrollmentState;

/** The rules of atprotocol.md 5.3 as a table; the attacks of 9.1, items 14 to 16, among them. */
class AccessCheckTest {
  private static Enrollment with(EnrollmentState state, Map<String, Right> namespaces) {
    SequencedMap<String, Right> ordered = new LinkedHashMap<>(namespaces);
    return new Enrollment(
        "id1", null, "app", "device", ordered, "key", null, "newEnrollment", state, null, 0, null);
  }

  @ParameterizedTest
  @CsvSource({
    "wavi, rw, UPDATE, a.wavi@alice, true",
    "wavi, r, LOCAL_LOOKUP, a.wavi@alice, true",
    "wavi, r, UPDATE, a.wavi@alice, false",
    "wavi, rw, UPDATE, a.b.wavi@alice, true",
    "wavi, rw, UPDATE, a.xwavi@alice, false",
    "wavi, rw, LOCAL_LOOKUP, a.other@alice, false",
    "orders.myapp, rw, UPDATE, a.orders.myapp@alice, true",
    "wavi, rw, LOCAL_LOOKUP, nonamespace@alice, false",
    "*, rw, UPDATE, nonamespace@alice, true",
    "*, r, UPDATE, a.wavi@alice, false",
    "*, rw, LOCAL_LOOKUP, x.new.enrollments.__manage@alice, false",
    "__manage, rw, MONITOR, x.new.enrollments.__manage@alice, true",
    "__manage, rw, LOCAL_LOOKUP, x.new.enrollments.__manage@alice, false",
    "*, rw, UPDATE, public:_apsk.other.a.__e@alice, false",
    "wavi, rw, LOCAL_LOOKUP, @bob:shared_key@alice, true",
    "wavi, rw, UPDATE, shared_key.bob@alice, true",
    "wavi, rw, UPDATE, evil.shared_key.other@alice, false",
    "wavi, rw, LOCAL_LOOKUP, x@bob:shared_key@alice, false",
    "wavi, rw, LOCAL_LOOKUP, privatekey:at_secret, false",
    "wavi, rw, UPDATE, public:publickey@alice, false",
    "wavi, rw, LOOKUP, public:publickey@alice, true"
  })
  void oneNamespaceLetsThisBeDone(
      String namespace, String right, Use use, String key, boolean allowed) {
    Right held = right.equals("r") ? Right.READ : Right.READ_WRITE;
    Enrollment enrollment = with(EnrollmentState.APPROVED, Map.of(namespace, held));
    assertThat(AccessCheck.allows(enrollment, use, key)).isEqualTo(allowed);
    assertThat(AccessCheck.allows(null, use, key)).isTrue();
    assertThat(AccessCheck.allows(with(EnrollmentState.REVOKED, Map.of(namespace, held)), use, key))
        .isFalse();
  }
}
