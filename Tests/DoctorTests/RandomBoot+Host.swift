import APHost
import APModel
import Agent
import FakeKernel
import Reconcile
import Sysfs
import TestSupport
import Testing

@testable import Doctor

/// What such a host shows before its boot, and what the boot gives.
extension RandomBoot {
  /// Whether a trigger fires, by what the kernel's model shows udev at a boot without vfio_ap.
  var fires: Bool {
    var starting = FakeKernel(kernel, hardware: Self.hardware, parameters: parameters)
    _ = starting.apply(.scan)
    if isBuiltIn { _ = starting.apply(.load(.zcrypt)) }
    let tree = ModelTree(starting, origin: "coldplug")
    let count = try? tree.text("bus/ap/bindings_complete_count")
    let isShown = (try? tree.text("bus/ap/bindings"))?.hasSuffix("(complete)") == true
    let events = isBuiltIn ? [] : starting.apply(.load(.zcrypt)).uevents
    let isHeard = events.contains { event in
      event.devpath == "/devices/ap"
        && event.properties.contains { $0.key == "COMPLETECOUNT" && $0.value == "1" }
    }
    return triggers.contains { trigger in
      switch trigger {
      case Self.counted: count != nil && count != "0"
      case Self.shown: isShown
      case Self.old: isHeard
      default: false
      }
    }
  }

  /// What runs before the boot: a host that came up in the same way.
  func facts() throws -> (Facts, ModelTree) {
    let kernel = FakeKernel.booted(self.kernel, hardware: Self.hardware, parameters: parameters)
    let tree = ModelTree(kernel, origin: "before")
    if fires { try Self.write(masks, tree) }
    let facts = Facts(try HostReader(tree, depth: .planning).snapshot())
    facts.hasRoot = true
    facts.boot.parameters =
      [("apmask", parameters.apmask), ("aqmask", parameters.aqmask)].compactMap {
        name, word in
        word.map { "ap.\(name)=\($0)" }
      }
    if isTold { facts.boot.modules["zcrypt_cex4"] = isBuiltIn ? .builtIn : .loaded }
    if !triggers.isEmpty {
      facts.boot.hasNewRules = false
      facts.rule(
        (triggers + [
          #"GOTO="end_ap""#, #"LABEL="cfg_ap""#,
          #"ATTR{../../bus/ap/apmask}="\#(masks.adapters.hexadecimal)""#,
          #"ATTR{../../bus/ap/aqmask}="\#(masks.domains.hexadecimal)""#, #"LABEL="end_ap""#,
        ]).joined(separator: "\n"))
    }
    for definition in definitions {
      facts.definitions.append(
        DefinitionFile(
          path: "/etc/mdevctl.d/matrix/\(definition.uuid)", uuid: definition.uuid,
          reading: MdevctlDefinition.read(Array(definition.text.utf8), uuid: definition.uuid)))
    }
    if let declared { facts.declare(declared, agent: hasAgent) }
    return (facts, tree)
  }

  /// The boot on the model of the kernel: the mdevs that are there behind it, and the masks.
  func boot(_ numbers: inout SeededGenerator) throws -> (mdevs: [String: Matrix], masks: Masks) {
    var kernel = FakeKernel(self.kernel, hardware: Self.hardware, parameters: parameters)
    _ = kernel.apply(.scan)
    _ = kernel.apply(.load(.zcrypt))
    let tree = ModelTree(kernel, origin: "boot")
    if fires { try Self.write(masks, tree) }
    _ = tree.apply(.load(.vfio))
    for definition in definitions.shuffled(using: &numbers) where definition.isRight {
      Self.start(definition.uuid, definition.matrix, tree)
    }
    if hasAgent { try Self.keep(declared ?? [:], tree) }
    let snapshot = try HostReader(tree, depth: .planning).snapshot()
    var mdevs: [String: Matrix] = [:]
    for mdev in snapshot.mdevs { mdevs[mdev.uuid] = mdev.assigned }
    let masks = Masks(
      adapters: try #require(snapshot.bus.adapterMask),
      domains: try #require(snapshot.bus.domainMask))
    return (mdevs, masks)
  }

  private static func write(_ masks: Masks, _ tree: ModelTree) throws {
    try tree.write("bus/ap/apmask", line: masks.adapters.hexadecimal)
    try tree.write("bus/ap/aqmask", line: masks.domains.hexadecimal)
  }

  /// What `mdevctl start` does; it takes an mdev back of which something is refused.
  private static func start(_ uuid: String, _ matrix: Matrix, _ tree: ModelTree) {
    let parent = "devices/vfio_ap/matrix"
    let path = "\(parent)/\(uuid)"
    do {
      try tree.write("\(parent)/mdev_supported_types/vfio_ap-passthrough/create", line: uuid)
      for adapter in matrix.adapters {
        try tree.write("\(path)/assign_adapter", line: "\(adapter.number)")
      }
      for domain in matrix.domains {
        try tree.write("\(path)/assign_domain", line: "\(domain.number)")
      }
    } catch {
      try? tree.write("\(path)/remove", line: "1")
    }
  }

  /// What the agent does, once it has started.
  private static func keep(_ declared: [String: Matrix], _ tree: ModelTree) throws {
    let facts = Bench.facts()
    facts.declare(declared, agent: true)
    let configuration = try #require(facts.configuration)
    let snapshot = try HostReader(tree, depth: .planning).snapshot()
    guard let plan = Foresight(configuration, from: snapshot).plan else { return }
    _ = Executor(tree: tree, lock: nil).run(plan)
  }
}
