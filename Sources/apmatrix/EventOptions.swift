import Agent
import ArgumentParser
import SystemPackage
import Uevents

/// Where a command takes events from.
struct EventOptions: ParsableArguments {
  /// The sources that can be asked for.
  enum Source: String, ExpressibleByArgument, CaseIterable {
    /// The fake host's own events, udevd's where it runs, the kernel's elsewhere.
    case auto
    /// udevd's, after its rules.
    case udev
    /// The kernel's own.
    case kernel
  }

  @Option(
    help: """
      Whose events: udev, kernel, or auto: the fake host's if --sysfs is one, udev's where udevd \
      runs, else the kernel's.
      """)
  var events: Source = .auto

  @Option(
    help: ArgumentHelp(
      "The bytes of events that the kernel keeps at least for a reader that is late.",
      valueName: "bytes"))
  var eventBuffer = UdevMonitor.defaultReceiveBuffer

  /// Whether an option asks for something else than what is done without it.
  var isChosen: Bool { events != .auto || eventBuffer != UdevMonitor.defaultReceiveBuffer }

  /// Starts to receive.
  func open(_ tree: TreeOption) -> Result<any EventSource, AgentLoop.EventFailure> {
    if events == .auto, let fake = FakeEvents(FilePath(tree.sysfs)) { return .success(fake) }
    let group: UdevMonitor.Group =
      switch events {
      case .auto: .automatic
      case .udev: .udev
      case .kernel: .kernel
      }
    do {
      return .success(
        try UdevMonitor(
          group, followsUdevd: events == .auto, receiveBuffer: max(eventBuffer, 4096)))
    } catch {
      return .failure(AgentLoop.EventFailure("\(group.rawValue) events: \(error)"))
    }
  }
}
