package org.noports.cli.output;

import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.util.function.Consumer;

/**
 * Lets a program answer a signal in its own way instead of ending: a relay lets its sessions end
 * first, and reads its config file again. The platform has that only as {@code sun.misc.Signal},
 * which compilers warn of; so it is called by name, and where it is not there the signal does what
 * it always does. Stateless.
 */
public final class Signals {
  private Signals() {}

  /** From now on the signal, such as {@code TERM}, runs the action; false when that can't be. */
  public static boolean handle(String name, Runnable action) {
    return handle(name, ignored -> action.run());
  }

  private static boolean handle(String name, Consumer<String> action) {
    try {
      Class<?> signal = Class.forName("sun.misc.Signal");
      Class<?> handler = Class.forName("sun.misc.SignalHandler");
      InvocationHandler answer =
          (proxy, method, arguments) ->
              switch (method.getName()) {
                case "handle" -> {
                  action.accept(name);
                  yield null;
                }
                case "equals" ->
                    System.identityHashCode(proxy) == System.identityHashCode(arguments[0]);
                case "hashCode" -> System.identityHashCode(proxy);
                default -> "handler of " + name;
              };
      Object proxy =
          Proxy.newProxyInstance(Signals.class.getClassLoader(), new Class<?>[] {handler}, answer);
      signal
          .getMethod("handle", signal, handler)
          .invoke(null, signal.getConstructor(String.class).newInstance(name), proxy);
      return true;
    } catch (ReflectiveOperationException | IllegalArgumentException e) {
      return false;
    }
  }
}
