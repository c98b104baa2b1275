import APModel

/// Steps with one queue, each behind what must be done before it.
///
/// None is a write that the kernel refuses, or that crashes it: before a queue may get to a host driver, its card
/// must have one.
struct QueueSteps {
  private static let danger = "without it the next write crashes the kernel"

  private let facts: QueueFacts
  private var name: APQN { facts.name }
  private var snapshot: HostSnapshot { facts.analysis.snapshot }

  init(_ facts: QueueFacts) { self.facts = facts }

  /// A mask write, with what must be done before any: it probes what the masks reserve.
  func masks(_ steps: String) -> String {
    let cards = facts.analysis.endangeredAdapters.subtracting([name.adapter])
    guard !cards.isEmpty else { return steps }
    let names = cards.map(\.cardName).joined(separator: " and ")
    return "write \(names) to /sys/bus/ap/drivers_probe first (\(Self.danger)), then \(steps)"
  }

  var probe: String { "write \(name) to /sys/bus/ap/drivers_probe" }
  var probeIt: String { "write it to /sys/bus/ap/drivers_probe" }

  func load(_ driver: String) -> String {
    let module = driver == DriverName.vfioAP ? driver : facts.hostDrivers.module
    return "load \(module) (modprobe \(module))"
  }

  /// Steps, with what must be done before the driver may get the queue.
  func ready(for driver: String, _ steps: String) -> String {
    var first: [String] = []
    if !snapshot.drivers.contains(driver) { first.append(load(driver)) }
    let isBare = driver == facts.hostDrivers.queue && facts.card?.driver == nil
    if isBare, snapshot.drivers.contains(driver) || snapshot.bus.driversAutoprobe == false {
      first.append(
        "write \(name.adapter.cardName) to /sys/bus/ap/drivers_probe first (\(Self.danger))")
    }
    return (first + [steps]).joined(separator: ", then ")
  }
}
