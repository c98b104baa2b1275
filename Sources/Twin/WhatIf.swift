public import APModel
import FakeKernel
import Reconcile
import Sysfs
import SystemPackage

/// Things that happen to a twin, one after the other, each with what it makes of the host.
public struct WhatIf: Sendable {
  /// One thing that happened.
  public struct Chapter: Sendable {
    /// What.
    public let happening: Happening
    /// What the kernel did instead, or what came of it beside what the host shows, one sentence each.
    public internal(set) var notes: [String]
    /// The host before.
    public let before: HostSnapshot
    /// The host afterwards.
    public let after: HostSnapshot
  }

  /// What happened, in order.
  public private(set) var chapters: [Chapter] = []
  /// Of what the kernel dies at the last of them, a sentence; nil if it lives.
  public private(set) var crash: String?
  /// What was taken for granted, one sentence each, without a full stop.
  public private(set) var assumptions: [String]
  private let twin: Twin

  /// Lets things happen to a twin.
  ///
  /// If the kernel dies of one, that is the last.
  ///
  /// - Throws: `TwinRefusal` if the twin can't be read.
  public init(_ happenings: [Happening], to twin: Twin) throws(TwinRefusal) {
    self.twin = twin
    // What happens here is none of the things that a twin is spared.
    assumptions = twin.assumptions.filter { !$0.hasPrefix("nobody else") }
    var before = twin.host
    for happening in happenings {
      let notes = play(happening)
      if let reason = twin.kernel.crash {
        let isLast = chapters.count + 1 == happenings.count
        die(of: happening, "the kernel would crash: \(reason)", before, isLast)
        return
      }
      let after = try twin.snapshot()
      chapters.append(Chapter(happening: happening, notes: notes, before: before, after: after))
      before = after
    }
  }

  private mutating func die(
    of happening: Happening, _ fact: String, _ host: HostSnapshot, _ isLast: Bool
  ) {
    crash = fact
    let rest = isLast ? [] : ["what stands behind it is not played"]
    chapters.append(
      Chapter(
        happening: happening, notes: [fact] + Self.prevention(host) + rest, before: host,
        after: host))
  }

  /// What keeps the kernel alive: cards without a driver are what it dies of.
  private static func prevention(_ host: HostSnapshot) -> [String] {
    ProblemFinder(HostAnalysis(host), declared: [:]) { $0 }.problems
      .filter { $0.code == .cardWithoutDriver }.map { "to prevent it: \($0.remedy)" }
  }

  /// The host at the end.
  public var end: HostSnapshot { chapters.last?.after ?? twin.host }

  /// Lets one thing happen.
  ///
  /// - Returns: what is to be said of it beside what the host shows.
  private mutating func play(_ happening: Happening) -> [String] {
    if case .restart(let persistence) = happening {
      let loading =
        persistence.loading == .asNow ? "a start loads vfio_ap if it is loaded now, and " : ""
      assumptions.append(loading + "no guest starts by itself")
      return twin.restart(persistence)
    }
    if let note = vanity(of: happening) { return [note] }
    let answer = twin.tree.apply(operation(happening))
    guard let errno = answer.errno else {
      // The HMC has no usage domain without its control.
      if case .domain(let domain, true) = happening {
        twin.tree.apply(.hardware(.controlDomain(domain, true)))
      }
      if happening.isHardware { twin.tree.apply(.scan) }
      return []
    }
    return [
      "the kernel refuses: \(ErrnoName.text(errno))\(explanation(happening, errno))"
    ]
  }

  private func operation(_ happening: Happening) -> HostOperation {
    switch happening {
    case .configured(let adapter, let on): return .hardware(.configure(adapter, on))
    case .adapter(let adapter, true):
      let known = twin.kernel.hardware.adapters[adapter]
      return .hardware(
        .addAdapter(adapter, type: known?.type ?? 14, mode: known?.mode ?? .cca))
    case .adapter(let adapter, false): return .hardware(.removeAdapter(adapter))
    case .domain(let domain, let isThere): return .hardware(.domain(domain, isThere))
    case .checkstop(let adapter): return .hardware(.checkstop(adapter, true))
    case .checkstopQueue(let queue): return .hardware(.checkstopQueue(queue, true))
    case .guest(let uuid, _, let runs): return .guest(uuid: uuid, open: runs)
    case .unload: return .unload(.vfio)
    case .mask(let write):
      return .write(path: "bus/ap/\(write.name)", data: Array("\(write.value)\n".utf8))
    case .restart: return .scan
    }
  }

  /// Why nothing happens at all; nil if something may.
  private func vanity(of happening: Happening) -> String? {
    let hardware = twin.kernel.hardware
    switch happening {
    case .configured(let adapter, _), .checkstop(let adapter), .adapter(let adapter, false):
      guard hardware.adapters[adapter]?.isPresent != true else { return nil }
      return "nothing happens: adapter \(adapter) is not in the host's configuration"
    case .checkstopQueue(let queue):
      guard hardware.adapters[queue.adapter]?.isPresent == true else {
        return "nothing happens: adapter \(queue.adapter) is not in the host's configuration"
      }
      return twin.kernel.hasDevice(queue)
        ? nil : "nothing happens: there is no queue \(queue)"
    case .adapter(let adapter, true):
      if let lack = twin.host.bus.lack(of: adapter) { return "nothing happens: \(lack)" }
      guard hardware.adapters[adapter]?.isPresent == true else { return nil }
      return "nothing happens: adapter \(adapter) is in the host's configuration already"
    case .domain(let domain, let isThere):
      if isThere, let lack = twin.host.bus.lack(of: domain) { return "nothing happens: \(lack)" }
      guard hardware.domains.contains(domain) == isThere else { return nil }
      return
        "nothing happens: domain \(domain) is \(isThere ? "" : "not ")in the host's configuration"
    case .unload:
      return twin.kernel.hasVFIO
        ? nil : "nothing happens: vfio_ap is not loaded"
    case .guest, .mask, .restart: return nil
    }
  }

  private func explanation(_ happening: Happening, _ errno: Errno) -> String {
    switch happening {
    case .guest(_, let name, let runs):
      guard runs else { return ": \(name) does not run" }
      return errno == .resourceBusy ? ": \(name) runs already" : ": \(name) has no mdev to open"
    case .unload:
      return errno == .resourceTemporarilyUnavailable ? ": a running guest has an mdev open" : ""
    case .mask(let write):
      let text = RefusalText.mask(
        write.name, write.value, errno, on: twin.tree, names: twin.host.declared)
      return ": \(text)"
    default: return ""
    }
  }
}

extension Happening {
  /// Whether the kernel learns of it in its next scan of the bus.
  fileprivate var isHardware: Bool {
    switch self {
    case .configured, .adapter, .domain, .checkstop, .checkstopQueue: true
    case .guest, .unload, .mask, .restart: false
    }
  }
}
