public import Reconcile
internal import Synchronization
public import SystemPackage

/// The configuration file, and what of it is in force.
public final class LiveConfiguration: Sendable {
  /// Where the file is.
  public let path: FilePath
  private let observes: Bool
  private let current = Mutex<Configuration?>(nil)
  private let loads = Mutex(0)

  /// Names the file; nothing is read yet.
  ///
  /// - Parameters:
  ///   - path: the file.
  ///   - observes: never writes, whatever the file says.
  public init(_ path: FilePath, observes: Bool = false) {
    self.path = path
    self.observes = observes
  }

  /// What the agent may do by the configuration that is in force.
  public var mode: AgentPolicy.Mode {
    guard !observes, current.withLock({ $0?.policy.mode }) == .enforce else { return .observe }
    return .enforce
  }

  /// Whether no agent beside this one may keep the host: one that never writes runs beside any.
  var isAlone: Bool { !observes }

  /// How often a configuration has come into force.
  var generation: Int { loads.withLock { $0 } }

  /// How long the start may wait for the host to be as declared.
  public var readyWithin: Milliseconds {
    Milliseconds(current.withLock { ($0?.policy ?? Policy()).readyWithin }) * 1_000
  }

  /// The configuration that is in force; nil before the first that could be read.
  public var configuration: Configuration? { current.withLock { $0 } }

  /// What lets others than root change what the agent is told, a line each.
  public var doubts: [String] { InputTrust.doubts(about: path) }

  /// Reads the file; a configuration with an error changes nothing, nor does one that would have the
  /// agent write what others than root can say.
  ///
  /// - Returns: every error, each with its place; nil if the file is in force now.
  public func load() -> [String]? {
    let reading: ConfigurationReading
    do {
      reading = try ConfigurationFile.load(path)
    } catch {
      return [ConfigurationFile.refusal(path, error)]
    }
    guard let configuration = reading.configuration else {
      return reading.problems.map(\.description)
    }
    if !observes, configuration.policy.mode == .enforce, let fault = InputTrust.fault(of: path) {
      return [fault]
    }
    current.withLock { $0 = configuration }
    loads.withLock { $0 += 1 }
    return nil
  }
}
