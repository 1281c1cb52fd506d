package org.noports.cli.options;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.noports.protocol.ssh.SshKeyAlgorithm;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads {@code ssh-ed25519} or {@code ssh-rsa}. */
public final class SshAlgorithmConverter implements ITypeConverter<SshKeyAlgorithm> {
  @Override
  public SshKeyAlgorithm convert(String value) {
    return Arrays.stream(SshKeyAlgorithm.values())
        .filter(algorithm -> algorithm.text().equals(value))
        .findFirst()
        .orElseThrow(() ->
            new TypeConversionException(
                "'%s' is not one of %s"
                    .formatted(
                        value,
                        Arrays.stream(SshKeyAlgorithm.values())
                            .map(SshKeyAlgorithm::text)
                            .collect(Collectors.joining(", ")))));
  }
}
