package org.noports.cli.options;

import java.util.List;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.IGetter;
import picocli.CommandLine.Model.ISetter;
import picocli.CommandLine.Model.OptionSpec;

/**
 * An option on its way into a command line ({@link OptionGroup}): its names and texts, and last
 * what becomes of its value, which adds it.
 */
public final class DeclaredOption {
  private final CommandSpec spec;
  private final OptionSpec.Builder option;

  private DeclaredOption(CommandSpec spec, OptionSpec.Builder option) {
    this.spec = spec;
    this.option = option;
  }

  public static DeclaredOption in(CommandSpec spec, String... names) {
    return new DeclaredOption(spec, OptionSpec.builder(names));
  }

  public DeclaredOption label(String label) {
    option.paramLabel(label);
    return this;
  }

  public DeclaredOption description(String description) {
    option.description(description);
    return this;
  }

  /** Documents don't have it. */
  public DeclaredOption hidden() {
    option.hidden(true);
    return this;
  }

  /** {@code --no-} before a long name says the opposite. */
  public DeclaredOption negatable() {
    option.negatable(true);
    return this;
  }

  /** A flag that is off unless given. */
  public void flag(Consumer<Boolean> to) {
    add(option.arity("0").type(boolean.class), to);
  }

  /** A flag that is on unless its opposite is given. */
  public void flagThatIsOn(Consumer<Boolean> to) {
    option.negatable(true).defaultValue("true").fallbackValue("true");
    flag(to);
  }

  public void text(Consumer<String> to) {
    add(option.arity("1").type(String.class), to);
  }

  /** A number or another type that picocli itself knows. */
  public <T> void value(Class<T> type, Consumer<T> to) {
    add(option.arity("1").type(type), to);
  }

  public <T> void value(Class<T> type, ITypeConverter<T> converter, Consumer<T> to) {
    add(option.arity("1").type(type).converters(converter), to);
  }

  /** Several texts, with commas between them or the option before each. */
  public void texts(Consumer<List<String>> to) {
    list(String.class, text -> text, to);
  }

  /** Several values, with commas between them or the option before each. */
  public <T> void list(Class<T> type, ITypeConverter<T> converter, Consumer<List<T>> to) {
    option.arity("1").splitRegex(",").type(List.class).auxiliaryTypes(type).converters(converter);
    add(option, to);
  }

  private <T> void add(OptionSpec.Builder option, Consumer<T> to) {
    Binding<T> binding = new Binding<>(to);
    spec.addOption(option.getter(binding).setter(binding).build());
  }

  /** The value as picocli asks for it again when an option is repeated. */
  private static final class Binding<T> implements IGetter, ISetter {
    private final Consumer<T> to;
    private @Nullable Object value;

    Binding(Consumer<T> to) {
      this.to = to;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"}) // picocli's
    public <V> V get() {
      return (V) value;
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals", "NullAway"})
    public <V> V set(V next) {
      Object before = value;
      value = next;
      if (next != null) {
        to.accept((T) next);
      }
      return (V) before;
    }
  }
}
