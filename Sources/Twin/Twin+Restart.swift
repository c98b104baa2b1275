import APModel
import FakeKernel
import Reconcile
import Sysfs

extension Twin {
  /// Starts the twin's machine anew: the kernel with its parameters, udev's rules, mdevctl's definitions.
  ///
  /// - Returns: what mdevctl would fail at and what is chance, one sentence each.
  func restart(_ persistence: Happening.Persistence) -> [String] {
    let isLoadedNow = host.capabilities.vfioAP
    tree.become(kernel.restarted(persistence.parameters))
    let silence = [persistence.silence].compactMap(\.self)
    switch persistence.loading {
    case .never(let reason):
      write(persistence.masks)
      return silence + (isLoadedNow ? ["nothing loads vfio_ap: \(reason)"] : [])
    case .early(let path) where persistence.masks != nil:
      tree.apply(.load(.vfio))
      let notes = startAll(persistence)
      write(persistence.masks)
      return silence + ["\(path): vfio_ap is loaded before udev sets the masks"] + notes
    case .asNow where !isLoadedNow:
      write(persistence.masks)
      return silence
    case .asNow, .behindMasks, .early:
      write(persistence.masks)
      tree.apply(.load(.vfio))
      return silence + startAll(persistence)
    }
  }

  private func write(_ masks: Masks?) {
    guard let masks else { return }
    for (name, mask) in [
      ("apmask", masks.adapters.hexadecimal), ("aqmask", masks.domains.hexadecimal),
    ] {
      try? tree.write("bus/ap/\(name)", line: mask)
    }
  }

  /// Does what mdevctl does when the matrix device comes.
  private func startAll(_ persistence: Happening.Persistence) -> [String] {
    let starting = persistence.definitions.filter(\.startsAutomatically)
    if let hindrance = persistence.hindrance, !starting.isEmpty {
      return ["mdevctl starts nothing: \(hindrance)"]
    }
    let failures = starting.compactMap { definition in
      persistence.faults[definition.uuid].map {
        "mdevctl fails to start mdev \(definition.uuid): \($0)"
      } ?? start(definition)
    }
    return persistence.unseen + failures
      + chances(starting.filter { persistence.faults[$0.uuid] == nil })
  }

  /// Definitions of which one has a queue of the other, by an order that nobody decides.
  private func chances(_ starting: [MdevctlDefinition]) -> [String] {
    let rivals = MdevctlDefinition.rivals(starting)
    return rivals.sorted { $0.key < $1.key }.flatMap { uuid, others in
      others.filter { uuid < $0 }.sorted().map { other in
        "which of mdevs \(uuid) and \(other) has the queues that both are defined with is chance:"
          + " mdevctl starts them in the directory's order; here the first by uuid has them"
      }
    }
  }

  /// Does what `mdevctl start` does: makes the mdev, assigns, and takes it back where that is refused.
  private func start(_ definition: MdevctlDefinition) -> String? {
    let path = Mdev.path(definition.uuid)
    do throws(SysfsError) {
      try tree.write("\(Mdev.typePath)/create", line: definition.uuid)
      for (kind, numbers) in [
        ("adapter", definition.matrix.adapters.map(\.number)),
        ("domain", definition.matrix.domains.map(\.number)),
        ("control_domain", definition.matrix.controlDomains.map(\.number)),
      ] {
        for number in numbers { try tree.write("\(path)/assign_\(kind)", line: "\(number)") }
      }
      return nil
    } catch {
      try? tree.write("\(path)/remove", line: "1")
      let fact = error.errno.map { ErrnoName.text($0) } ?? error.reason
      return "mdevctl fails to start mdev \(definition.uuid): \(error.path): \(fact)"
    }
  }
}
