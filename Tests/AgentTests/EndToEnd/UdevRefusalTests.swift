import Reconcile
import TestSupport
import Testing

/// What `import` takes for a line that udev drops, beside what real udev daemons drop.
@Suite(.enabled(if: SystemdBoot.isPossible, "needs root and a systemd that boots in namespaces"))
struct `A line of udev rules` {
  /// Lines that udev takes and lines that it drops; what it drops depends on no value.
  private static let lines = """
    KERNEL=="a", FOO="b"
    ACTION="add", TAG+="x"
    KERNEL=="a" and more
    KERNEL==a, TAG+="x"
      KERNEL=="a" , TAG+="x"
    KERNEL=="a" TAG+="x"
    ATTR="x"
    ATTR{x}="y"
    ATTR{x}+="y"
    ATTR{x}-="y"
    ATTRS{x}="y"
    ENV{X}="y"
    ENV{X}-="y"
    ENV="y"
    RUN{builtin}+="kmod load x"
    RUN{nonsense}+="x"
    RUN=="x"
    TEST=="/x", TAG+="x"
    TEST{0100}=="/x", TAG+="x"
    TEST="/x"
    TEST=="/x"
    PROGRAM="x"
    IMPORT{program}="x"
    IMPORT="x"
    IMPORT{nonsense}="x"
    OPTIONS+="watch"
    OPTIONS=="watch"
    MODE="0600"
    MODE=="0600"
    LABEL+="x"
    GOTO=="x"
    GOTO="nowhere"
    GOTO="there"
    LABEL="there"
    CONST{arch}=="x", TAG+="x"
    CONST{arch}="x"
    CONST{what}=="x", TAG+="x"
    SECLABEL="x"
    NAME{x}="x"
    SYMLINK+="x"
    TAG:="x"
    RESULT="x"
    TAGS="x"
    KERNEL=e"a"
    KERNEL=="a
    KERNEL=="a", ATTR{x
    KERNEL=="a",, TAG+="x",
    KERNEL>="a"
    KERNEL=!"a"
    KERNEL!="a"
    kernel=="a", TAG+="x"
    KERNEL{x}=="a", TAG+="x"
    KERNEL=="a"x, TAG+="x"
    ,KERNEL=="a", TAG+="x"
    """

  @Test(arguments: SystemdBoot.System.allCases)
  func `is dropped by udev where import concludes nothing from it`(system: SystemdBoot.System)
    throws
  {
    let script = """
      udevadm test /sys/devices/ap/card05 2>&1 |
        sed -nE 's/^.*50-lines.rules:([0-9]+):? (Invalid|The line|GOTO).*/\\1/p' | sort -nu | xargs

      """
    let output = try UdevBoot.run(script, system, rules: ["50-lines.rules": Self.lines + "\n"])
    let lines = Self.lines.split(separator: "\n")
    let dropped = lines.indices.filter { index in
      // A jump is right or wrong by the lines behind it.
      let text =
        lines[index].hasPrefix("GOTO=\"")
        ? lines[index...].joined(separator: "\n") : "\(lines[index])"
      return UdevRules(Array(text.utf8)).faults.contains { $0.isFirstLine }
    }
    #expect(output == dropped.map { String($0 + 1) }.joined(separator: " ") + "\n")
    #expect(dropped.count > 25)
  }
}

extension UdevRuleFault {
  /// Whether it is about the first line.
  fileprivate var isFirstLine: Bool {
    switch self {
    case .cut(let line), .refused(let line, _), .noEffect(let line), .noLabel(let line, _):
      line == 1
    default: false
    }
  }
}
