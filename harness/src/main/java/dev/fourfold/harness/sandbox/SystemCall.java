package dev.fourfold.harness.sandbox;

import java.util.Optional;

/**
 * The system calls that a worker is denied, with their numbers in Linux's tables. A training loop
 * needs memory, threads, its pipes and the clock; whatever reaches beyond the process is here.
 *
 * <p>{@code execve} is not: bubblewrap needs it once after the filter is in place. A JVM reaches it
 * only through a new process, and that is denied.
 */
enum SystemCall {
  // New processes. clone3 and clone are dealt with apart, since threads need them.
  FORK(57),
  VFORK(58),
  EXECVEAT(322, 281),

  // The network, and other processes on this machine.
  SOCKET(41, 198),
  SOCKETPAIR(53, 199),
  CONNECT(42, 203),
  BIND(49, 200),
  LISTEN(50, 201),
  ACCEPT(43, 202),
  ACCEPT4(288, 242),
  SENDTO(44, 206),
  SENDMSG(46, 211),
  SENDMMSG(307, 269),
  RECVFROM(45, 207),
  RECVMSG(47, 212),
  RECVMMSG(299, 243),
  SHMGET(29, 194),
  SHMAT(30, 196),
  SHMCTL(31, 195),
  SEMGET(64, 190),
  MSGGET(68, 186),
  MQ_OPEN(240, 180),

  // Other processes' memory and descriptors.
  PTRACE(101, 117),
  PROCESS_VM_READV(310, 270),
  PROCESS_VM_WRITEV(311, 271),
  PROCESS_MADVISE(440, 440),
  KCMP(312, 272),
  PIDFD_OPEN(434, 434),
  PIDFD_GETFD(438, 438),
  PIDFD_SEND_SIGNAL(424, 424),

  // Other views of the file system, and other namespaces.
  MOUNT(165, 40),
  UMOUNT2(166, 39),
  PIVOT_ROOT(155, 41),
  CHROOT(161, 51),
  OPEN_TREE(428, 428),
  MOVE_MOUNT(429, 429),
  FSOPEN(430, 430),
  FSCONFIG(431, 431),
  FSMOUNT(432, 432),
  FSPICK(433, 433),
  MOUNT_SETATTR(442, 442),
  UNSHARE(272, 97),
  SETNS(308, 268),
  NAME_TO_HANDLE_AT(303, 264),
  OPEN_BY_HANDLE_AT(304, 265),
  MKNOD(133),
  MKNODAT(259, 33),
  FANOTIFY_INIT(300, 262),
  QUOTACTL(179, 60),

  // The cores granted are those it was started on, at the priority that everybody has.
  SCHED_SETAFFINITY(203, 122),
  SCHED_SETSCHEDULER(144, 119),
  SCHED_SETPARAM(142, 118),
  SCHED_SETATTR(314, 274),
  SETPRIORITY(141, 140),
  IOPRIO_SET(251, 30),

  // The clock is not its to set.
  SETTIMEOFDAY(164, 170),
  CLOCK_SETTIME(227, 112),
  CLOCK_ADJTIME(305, 266),
  ADJTIMEX(159, 171),

  // The kernel's large and often broken surfaces.
  BPF(321, 280),
  PERF_EVENT_OPEN(298, 241),
  USERFAULTFD(323, 282),
  IO_URING_SETUP(425, 425),
  IO_URING_ENTER(426, 426),
  IO_URING_REGISTER(427, 427),
  KEYCTL(250, 219),
  ADD_KEY(248, 217),
  REQUEST_KEY(249, 218),
  SECCOMP(317, 277),
  PERSONALITY(135, 92),
  SYSLOG(103, 116),
  ACCT(163, 89),
  REBOOT(169, 142),
  KEXEC_LOAD(246, 104),
  KEXEC_FILE_LOAD(320, 294),
  INIT_MODULE(175, 105),
  FINIT_MODULE(313, 273),
  DELETE_MODULE(176, 106),
  SWAPON(167, 224),
  SWAPOFF(168, 225),
  IOPERM(173),
  IOPL(172),
  MODIFY_LDT(154);

  /** Only these two are known; a sandbox is refused on any other. */
  enum Architecture {
    X86_64(0xC000003E, 56, 435),
    AARCH64(0xC00000B7, 220, 435);

    /** AUDIT_ARCH_… of {@code linux/audit.h}. */
    private final int audit;

    private final int clone;
    private final int clone3;

    Architecture(int audit, int clone, int clone3) {
      this.audit = audit;
      this.clone = clone;
      this.clone3 = clone3;
    }

    int audit() {
      return audit;
    }

    int numberOfClone() {
      return clone;
    }

    int numberOfClone3() {
      return clone3;
    }

    /** This machine's, if it is one of them. */
    static Optional<Architecture> here() {
      return switch (System.getProperty("os.arch")) {
        case "amd64" -> Optional.of(X86_64);
        case "aarch64" -> Optional.of(AARCH64);
        default -> Optional.empty();
      };
    }
  }

  private final Optional<Integer> x86;
  private final Optional<Integer> aarch64;

  SystemCall(int x86, int aarch64) {
    this.x86 = Optional.of(x86);
    this.aarch64 = Optional.of(aarch64);
  }

  /** A call that only x86-64 has. */
  SystemCall(int x86) {
    this.x86 = Optional.of(x86);
    this.aarch64 = Optional.empty();
  }

  /** Its number, if that architecture has it. */
  Optional<Integer> number(Architecture architecture) {
    return architecture == Architecture.X86_64 ? x86 : aarch64;
  }
}
