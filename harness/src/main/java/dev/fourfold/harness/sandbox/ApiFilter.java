package dev.fourfold.harness.sandbox;

import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeModel;
import java.lang.classfile.MethodModel;
import java.lang.classfile.constantpool.ClassEntry;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.classfile.instruction.ConstantInstruction;
import java.lang.classfile.instruction.FieldInstruction;
import java.lang.classfile.instruction.InvokeDynamicInstruction;
import java.lang.classfile.instruction.InvokeInstruction;
import java.lang.classfile.instruction.LineNumber;
import java.lang.classfile.instruction.NewObjectInstruction;
import java.lang.classfile.instruction.TypeCheckInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.DirectMethodHandleDesc;
import java.lang.reflect.AccessFlag;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a submission's compiled classes and finds what they name that a training loop has no
 * business with: every class and every member in every constant pool, against {@link AllowedApi}.
 */
public final class ApiFilter {
  private static final String OWN_PACKAGES_DENIED =
      "the packages of the JDK and of Fourfold's core are not a submission's";

  private final CompiledClasses classes;

  private ApiFilter(CompiledClasses classes) {
    this.classes = classes;
  }

  /** The first thing that is forbidden, in one line: where, what, why. Empty if there is none. */
  public static Optional<String> firstForbidden(CompiledClasses classes) {
    ApiFilter filter = new ApiFilter(classes);
    return classes.all().stream().map(filter::check).flatMap(Optional::stream).findFirst();
  }

  private Optional<String> check(ClassModel type) {
    String name = CompiledClasses.nameOf(type.thisClass());
    if (name.startsWith("java.")
        || name.startsWith("jdk.")
        || name.startsWith("dev.fourfold.core.")) {
      return Optional.of("%s: %s".formatted(name, OWN_PACKAGES_DENIED));
    }
    return declared(type, name).or(() -> named(type, name));
  }

  private static Optional<String> declared(ClassModel type, String name) {
    for (MethodModel method : type.methods()) {
      String member = method.methodName().stringValue();
      if (method.flags().has(AccessFlag.NATIVE)) {
        return Optional.of("%s.%s is native: a submission is pure Java".formatted(name, member));
      }
      if (member.equals("finalize") && method.methodType().stringValue().equals("()V")) {
        return Optional.of(
            "%s.finalize: nothing of a trainer may run when none of its methods does"
                .formatted(name));
      }
    }
    return Optional.empty();
  }

  private Optional<String> named(ClassModel type, String name) {
    for (PoolEntry entry : type.constantPool()) {
      Optional<Forbidden> found =
          entry instanceof MemberRefEntry member
              ? forbidden(member)
              : entry instanceof ClassEntry other ? forbidden(other) : Optional.empty();
      if (found.isPresent()) {
        Forbidden forbidden = found.get();
        return Optional.of(
            "%s uses %s: %s"
                .formatted(place(type, name, forbidden), forbidden.what(), forbidden.why()));
      }
    }
    return Optional.empty();
  }

  /** What was found: a class, or a member of one, as {@code what} shows it. */
  private record Forbidden(ClassEntry type, Optional<String> member, String why) {
    String what() {
      return CompiledClasses.nameOf(type) + member.map(name -> "." + name).orElse("");
    }
  }

  private Optional<Forbidden> forbidden(ClassEntry entry) {
    ClassDesc component = CompiledClasses.elementType(entry);
    if (component.isPrimitive()) {
      return Optional.empty();
    }
    String name = CompiledClasses.nameOf(component);
    return classes.has(name)
        ? Optional.empty()
        : AllowedApi.whyNot(name).map(why -> new Forbidden(entry, Optional.empty(), why));
  }

  /** A member of an own class may be one that the class inherits. */
  private Optional<Forbidden> forbidden(MemberRefEntry entry) {
    Optional<Forbidden> owner = forbidden(entry.owner());
    if (owner.isPresent()) {
      // Said with its member, which tells more.
      return Optional.of(
          new Forbidden(entry.owner(), Optional.of(entry.name().stringValue()), owner.get().why()));
    }
    if (CompiledClasses.elementType(entry.owner()).isPrimitive()
        || entry.owner().asSymbol().isArray()) {
      return Optional.empty();
    }
    String member = entry.name().stringValue();
    Deque<String> owners = new ArrayDeque<>(Set.of(CompiledClasses.nameOf(entry.owner())));
    Set<String> seen = new HashSet<>();
    while (!owners.isEmpty()) {
      String type = owners.remove();
      if (!seen.add(type)) {
        continue;
      }
      Optional<ClassModel> own = classes.named(type);
      if (own.isEmpty()) {
        Optional<String> why = AllowedApi.whyNot(type, member);
        if (why.isPresent()) {
          return Optional.of(new Forbidden(entry.owner(), Optional.of(member), why.get()));
        }
      } else if (!declares(own.get(), member, entry.type().stringValue())) {
        own.get().superclass().map(CompiledClasses::nameOf).ifPresent(owners::add);
        own.get().interfaces().forEach(one -> owners.add(CompiledClasses.nameOf(one)));
      }
    }
    return Optional.empty();
  }

  private static boolean declares(ClassModel type, String member, String descriptor) {
    return type.methods().stream()
            .anyMatch(
                method ->
                    method.methodName().equalsString(member)
                        && method.methodType().equalsString(descriptor))
        || type.fields().stream().anyMatch(field -> field.fieldName().equalsString(member));
  }

  /** The method, and the line if it is known, in which a class names something. */
  private static String place(ClassModel type, String name, Forbidden forbidden) {
    for (MethodModel method : type.methods()) {
      Optional<CodeModel> code = method.code();
      if (code.isEmpty()) {
        continue;
      }
      int line = 0;
      for (CodeElement element : code.get()) {
        if (element instanceof LineNumber number) {
          line = number.line();
        } else if (names(element, forbidden)) {
          return "%s.%s%s"
              .formatted(
                  name, method.methodName().stringValue(), line > 0 ? " (line " + line + ")" : "");
        }
      }
    }
    return name;
  }

  private static boolean names(CodeElement element, Forbidden forbidden) {
    if (element instanceof InvokeInstruction invoke) {
      return is(invoke.owner(), invoke.name().stringValue(), forbidden);
    }
    if (element instanceof FieldInstruction field) {
      return is(field.owner(), field.name().stringValue(), forbidden);
    }
    if (element instanceof InvokeDynamicInstruction dynamic) {
      return dynamic.bootstrapArgs().stream()
          .anyMatch(
              argument ->
                  argument instanceof DirectMethodHandleDesc handle
                      && handle.owner().equals(forbidden.type().asSymbol())
                      && forbidden.member().map(handle.methodName()::equals).orElse(true));
    }
    if (forbidden.member().isPresent()) {
      return false;
    }
    if (element instanceof NewObjectInstruction creation) {
      return creation.className().equals(forbidden.type());
    }
    if (element instanceof TypeCheckInstruction check) {
      return check.type().equals(forbidden.type());
    }
    return element instanceof ConstantInstruction constant
        && constant.constantValue().equals(forbidden.type().asSymbol());
  }

  private static boolean is(ClassEntry owner, String member, Forbidden forbidden) {
    return owner.equals(forbidden.type()) && forbidden.member().map(member::equals).orElse(true);
  }
}
