public import APModel
public import Neighbours
public import Reconcile

/// What decides how a host comes up: the kernel's parameters, modules, udev's rules.
public final class BootFacts {
  /// Where a module is.
  public enum Module: Equatable, Sendable {
    /// The kernel has it built in.
    case builtIn
    /// It is loaded.
    case loaded
    /// It is neither.
    case absent
  }

  /// One line of a file that is about a module: `options ap apmask=0xffff`.
  public struct ModuleLine: Equatable, Sendable {
    /// The file.
    public let path: String
    /// Its words.
    public let words: [String]
  }

  /// A file of udev's rules.
  public struct RuleFile: Equatable, Sendable {
    /// The file.
    public let path: String
    /// What it says.
    public let rules: UdevRules
  }

  /// An override that driverctl has saved for a queue, `/etc/driverctl.d/ap-05.0047`.
  public struct SavedOverride: Equatable, Sendable {
    /// The file.
    public let path: String
    /// The queue.
    public let queue: APQN
    /// The driver that stands in it.
    public let driver: String
  }

  /// A program that udev runs to start mdevctl's definitions.
  public struct Starter: Equatable, Sendable {
    /// The file of the rule.
    public let path: String
    /// The program.
    public let program: String
    /// Whether it is there.
    public let isThere: Bool
  }

  /// The words of `/proc/cmdline`, as `KernelWords` gives them.
  public var parameters: [String] = []
  /// The modules that the checks ask about.
  public var modules: [String: Module] = [:]
  /// Lines of `modprobe.d` that are about them.
  public var moduleLines: [ModuleLine] = []
  /// Files of `tmpfiles.d` that write masks, each with the mask.
  public var tmpfiles: [Finding.Evidence] = []
  /// Files of sysfsutils that write masks, each with the mask.
  public var sysfsLines: [Finding.Evidence] = []
  /// Files of `modules-load.d` that name vfio_ap, which then is loaded before udev's rules set masks.
  public var earlyLoads: [String] = []
  /// Links by which a boot starts systemd's `modprobe@vfio_ap.service`.
  public var modprobeUnits: [String] = []
  /// The rules that set the masks, as the file was found.
  public var maskFile = HostFile(UdevRules.standardPath, .absent)
  /// What they say; nil if there are none.
  public var maskRules: UdevRules?
  /// Whether rules that set masks were written after the last boot; nil where that is not known.
  public var hasNewRules: Bool?
  /// What driverctl writes when a queue appears, in the queues' order.
  public var savedOverrides: [SavedOverride] = []
  /// Other rules that mention the masks or vfio_ap, in the order of their names.
  public var otherRules: [RuleFile] = []
  /// The rule of mdevctl's package that starts its definitions.
  public var mdevctlFile = HostFile(MdevctlRule.standardPath, .text(""))
  /// What udev runs to start definitions, by whatever rule; nil where nobody looked.
  public var starters: [Starter]?
  /// The rule of apmatrix that loads vfio_ap.
  public var ownRule = HostFile("/usr/lib/udev/rules.d/70-apmatrix.rules", .absent)

  /// A boot of which nothing is known yet.
  public init() {}

  /// Where vfio_ap is named for systemd, which loads it before udev's rules have set masks: files, the command
  /// line, or units, which wait for nothing whatever wants them.
  var earlyPlaces: [String] {
    let words = parameters(["modules_load=", "rd.modules_load="]) {
      ModprobeLines.plain($0) == "vfio_ap"
    }
    return earlyLoads + words.map { _ in "/proc/cmdline" } + modprobeUnits
  }

  /// The line by which modprobe loads vfio_ap beside a module of the AP bus.
  var softDependency: ModuleLine? {
    moduleLines.first { line in
      line.words[0] == "softdep" && ModprobeLines.plain(line.words[1]) != "vfio_ap"
        && line.words.dropFirst(2).contains { ModprobeLines.plain($0) == "vfio_ap" }
    }
  }

  /// The words of the command line that begin so and have such a module in their list.
  func parameters(_ heads: [String], naming isMeant: (Substring) -> Bool) -> [String] {
    parameters.filter { word in
      heads.contains { head in
        word.hasPrefix(head)
          && word.dropFirst(head.count).split(separator: ",").contains(where: isMeant)
      }
    }
  }
}
