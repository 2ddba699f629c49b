package dev.fourfold.harness.sandbox;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a training loop may name outside its own classes. A package that is not here is denied; in a
 * package that is, a class or a member may still be. docs/security.md has the same list in words.
 */
public final class AllowedApi {
  /** Why not, for the packages that somebody is likely to try. */
  private static final Map<String, String> DENIED_PACKAGES = new LinkedHashMap<>();

  /** Packages of which every class may be used that is not in {@link #DENIED_CLASSES}. */
  private static final Set<String> PACKAGES =
      Set.of(
          "java.lang",
          "java.lang.annotation",
          "java.lang.constant",
          "java.lang.foreign",
          "java.lang.runtime",
          "java.math",
          "java.nio",
          "java.util",
          "java.util.concurrent",
          "java.util.concurrent.atomic",
          "java.util.concurrent.locks",
          "java.util.function",
          "java.util.random",
          "java.util.stream",
          "jdk.incubator.vector",
          "dev.fourfold.core.kernel",
          "dev.fourfold.core.model",
          "dev.fourfold.core.training");

  /** Single classes of packages that are not allowed as a whole. */
  private static final Set<String> CLASSES =
      Set.of(
          "java.io.Serializable",
          "java.io.Closeable",
          "java.lang.invoke.CallSite",
          "java.lang.invoke.LambdaMetafactory",
          "java.lang.invoke.MethodHandle",
          "java.lang.invoke.MethodType",
          "java.lang.invoke.StringConcatFactory",
          "java.lang.invoke.TypeDescriptor",
          "java.lang.invoke.VarHandle",
          "java.lang.invoke.VarHandle$AccessMode",
          "java.lang.invoke.VarHandle$VarHandleDesc",
          "java.lang.reflect.Array",
          "java.time.Duration");

  /** Classes of which only these members may be used. */
  private static final Map<String, Set<String>> MEMBERS =
      Map.of(
          "java.io.PrintStream",
          Set.of("print", "println", "printf", "format", "flush"),
          "java.lang.Class",
          Set.of(
              "cast",
              "componentType",
              "desiredAssertionStatus",
              "equals",
              "getComponentType",
              "getEnumConstants",
              "getName",
              "getSimpleName",
              "hashCode",
              "isArray",
              "isAssignableFrom",
              "isInstance",
              "toString"),
          "java.lang.Runtime",
          Set.of("getRuntime", "availableProcessors", "freeMemory", "maxMemory", "totalMemory"),
          "java.lang.System",
          Set.of(
              "arraycopy",
              "currentTimeMillis",
              "err",
              "identityHashCode",
              "lineSeparator",
              "nanoTime",
              "out"),
          "java.lang.invoke.MethodHandles",
          Set.of(
              "arrayElementVarHandle",
              "byteArrayViewVarHandle",
              "byteBufferViewVarHandle",
              "lookup"),
          "java.lang.invoke.MethodHandles$Lookup",
          Set.of("findStaticVarHandle", "findVarHandle", "lookupClass"));

  private static final Map<String, String> DENIED_CLASSES = new LinkedHashMap<>();

  /** {@code class.member}, also where the class is the superclass of one of the submission's. */
  private static final Map<String, String> DENIED_MEMBERS = new LinkedHashMap<>();

  static {
    String processes = "a training loop starts and looks at no processes";
    String loading = "classes come from the sources that were submitted, from nowhere else";
    String linking = "a submission is pure Java: no native code";
    String stack = "who is calling is none of its business";
    String files = "a training loop reads and writes no files";
    String after = "nothing of a trainer may run when none of its methods does";
    String reflection = "reflection could break into what is not its own";
    String priorities = "all threads have the same priority";

    DENIED_PACKAGES.put("java.io", files);
    DENIED_PACKAGES.put("java.nio.file", files);
    DENIED_PACKAGES.put("java.nio.channels", files);
    DENIED_PACKAGES.put("java.util.zip", files);
    DENIED_PACKAGES.put("java.util.jar", files);
    DENIED_PACKAGES.put("java.net", "a training loop uses no network");
    DENIED_PACKAGES.put("javax.net", "a training loop uses no network");
    DENIED_PACKAGES.put("java.lang.reflect", reflection);
    DENIED_PACKAGES.put("java.lang.invoke", reflection);
    DENIED_PACKAGES.put("java.lang.ref", after);
    DENIED_PACKAGES.put("java.lang.instrument", "agents could change classes that are not its own");
    DENIED_PACKAGES.put("java.lang.management", "how it is run is none of its business");
    DENIED_PACKAGES.put("sun.misc", "sun.misc.Unsafe is no part of Java");
    DENIED_PACKAGES.put(
        "dev.fourfold.core.worker", "the protocol is the worker's, not a trainer's");
    DENIED_PACKAGES.put("dev.fourfold.core", "of core only the contract is a submission's");

    DENIED_CLASSES.put("java.lang.ClassLoader", loading);
    DENIED_CLASSES.put("java.lang.ClassValue", loading);
    DENIED_CLASSES.put("java.lang.Module", reflection);
    DENIED_CLASSES.put("java.lang.ModuleLayer", reflection);
    DENIED_CLASSES.put("java.lang.Process", processes);
    DENIED_CLASSES.put("java.lang.ProcessBuilder", processes);
    DENIED_CLASSES.put("java.lang.ProcessHandle", processes);
    DENIED_CLASSES.put("java.lang.StackTraceElement", stack);
    DENIED_CLASSES.put("java.lang.StackWalker", stack);
    DENIED_CLASSES.put("java.lang.ThreadGroup", "threads of others are none of its business");
    DENIED_CLASSES.put("java.lang.foreign.Linker", linking);
    DENIED_CLASSES.put("java.lang.foreign.SymbolLookup", linking);
    DENIED_CLASSES.put("java.lang.foreign.FunctionDescriptor", linking);
    DENIED_CLASSES.put("java.nio.MappedByteBuffer", files);
    DENIED_CLASSES.put("java.util.Formatter", files);
    DENIED_CLASSES.put("java.util.Scanner", files);
    DENIED_CLASSES.put("java.util.ServiceLoader", loading);
    DENIED_CLASSES.put("java.util.ResourceBundle", loading);
    DENIED_CLASSES.put("java.util.Timer", after);
    DENIED_CLASSES.put("java.util.TimerTask", after);

    DENIED_MEMBERS.put("java.lang.Thread.setPriority", priorities);
    DENIED_MEMBERS.put("java.lang.Thread$Builder$OfPlatform.priority", priorities);
    DENIED_MEMBERS.put("java.lang.Thread.getStackTrace", stack);
    DENIED_MEMBERS.put("java.lang.Thread.getAllStackTraces", stack);
    DENIED_MEMBERS.put("java.lang.Thread.enumerate", "threads of others are none of its business");
    DENIED_MEMBERS.put(
        "java.lang.Thread.getThreadGroup", "threads of others are none of its business");
    DENIED_MEMBERS.put("java.lang.Thread.getContextClassLoader", loading);
    DENIED_MEMBERS.put("java.lang.Thread.setContextClassLoader", loading);
    DENIED_MEMBERS.put(
        "java.lang.Thread.setDefaultUncaughtExceptionHandler",
        "failures of others are none of its business");
    DENIED_MEMBERS.put("java.lang.Throwable.getStackTrace", stack);
    DENIED_MEMBERS.put("java.lang.foreign.MemorySegment.reinterpret", linking);
    DENIED_MEMBERS.put("java.lang.foreign.AddressLayout.withTargetLayout", linking);
    DENIED_MEMBERS.put("java.util.concurrent.Executors.privilegedThreadFactory", loading);
  }

  private AllowedApi() {}

  /** The packages of which every class may be used, but those of {@link #denied()}. */
  public static SortedSet<String> packages() {
    return new TreeSet<>(PACKAGES);
  }

  /** Single classes of other packages. */
  public static SortedSet<String> classes() {
    return new TreeSet<>(CLASSES);
  }

  /** Classes of which only these members may be used. */
  public static SortedMap<String, SortedSet<String>> members() {
    SortedMap<String, SortedSet<String>> members = new TreeMap<>();
    MEMBERS.forEach((type, names) -> members.put(type, new TreeSet<>(names)));
    return members;
  }

  /** What may not be used although its package may, with the reason: classes and members. */
  public static SortedMap<String, String> denied() {
    SortedMap<String, String> denied = new TreeMap<>(DENIED_CLASSES);
    denied.putAll(DENIED_MEMBERS);
    return denied;
  }

  /** Why a class may not be named, if it may not; {@code java.util.Map$Entry} is its name. */
  static Optional<String> whyNot(String type) {
    for (String outer = type; ; outer = outer.substring(0, outer.lastIndexOf('$'))) {
      if (DENIED_CLASSES.containsKey(outer)) {
        return Optional.of(DENIED_CLASSES.get(outer));
      }
      if (outer.indexOf('$') < 0) {
        break;
      }
    }
    String home = type.contains(".") ? type.substring(0, type.lastIndexOf('.')) : "";
    if (PACKAGES.contains(home) || CLASSES.contains(type) || MEMBERS.containsKey(type)) {
      return Optional.empty();
    }
    for (String place = home; !place.isEmpty(); ) {
      if (DENIED_PACKAGES.containsKey(place)) {
        return Optional.of(DENIED_PACKAGES.get(place));
      }
      place = place.contains(".") ? place.substring(0, place.lastIndexOf('.')) : "";
    }
    return Optional.of("package " + home + " is not among those that a training loop may use");
  }

  /** Why a member may not be used, if it may not, of a class that may be named. */
  static Optional<String> whyNot(String type, String member) {
    if (DENIED_MEMBERS.containsKey(type + "." + member)) {
      return Optional.of(DENIED_MEMBERS.get(type + "." + member));
    }
    if (MEMBERS.containsKey(type) && !MEMBERS.get(type).contains(member)) {
      return Optional.of(
          "of "
              + type
              + " only these members may be used: "
              + String.join(", ", MEMBERS.get(type).stream().sorted().toList()));
    }
    return Optional.empty();
  }
}
