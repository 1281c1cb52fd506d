package org.noports.protocol.enrollment;

import org.noports.protocol.crypto.RsaPublicKey;
import org.noports.protocol.json.JsonObject;

/**
 * The enrolment that activation makes on a CRAM-authenticated connection (atclient.md 6.3): the
 * server approves it at once and grants everything. Pure.
 */
public final class FirstEnrollment {
  public static final String APP_NAME = "firstApp";
  public static final String DEVICE_NAME = "firstDevice";

  private FirstEnrollment() {}

  /** The parameters of {@code enroll:request}. */
  public static JsonObject request(
      String appName, String deviceName, SealedKeys keys, RsaPublicKey apkamPublicKey) {
    JsonObject.Builder json =
        JsonObject.builder().put("appName", appName).put("deviceName", deviceName);
    keys.write(json);
    return json.put("apkamPublicKey", apkamPublicKey.text()).build();
  }

  /** The same without the two keys, which the reference server accepts as well. */
  public static JsonObject request(String appName, String deviceName, RsaPublicKey apkamPublicKey) {
    return JsonObject.builder()
        .put("appName", appName)
        .put("deviceName", deviceName)
        .put("apkamPublicKey", apkamPublicKey.text())
        .build();
  }
}
