package org.noports.protocol.enrollment;

import org.noports.protocol.json.JsonObject;

/** The parameters of {@code enroll:approve} (atclient.md 6.5), in the old or the new form. */
public record Approval(String enrollmentId, SealedKeys keys) {

  public JsonObject toJson() {
    JsonObject.Builder json = JsonObject.builder().put("enrollmentId", enrollmentId);
    keys.write(json);
    return json.build();
  }

  @Override
  public String toString() {
    return "Approval[" + enrollmentId + "]";
  }
}
