package org.noports.atserver.store;

/**
 * What one tenant keeps.
 *
 * @param rows records and notifications
 * @param bytes of their keys, values and metadata
 */
public record TenantUsage(long rows, long bytes) {
  public static final TenantUsage NONE = new TenantUsage(0, 0);

  public TenantUsage plus(TenantUsage other) {
    return new TenantUsage(rows + other.rows, bytes + other.bytes);
  }
}
