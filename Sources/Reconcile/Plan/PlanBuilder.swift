import APHost
import APModel

/// Builds the steps of a plan, phase by phase, on a picture of the host that each step changes.
struct PlanBuilder {
  let facts: HostFacts
  let target: Target
  let guests: [String: GuestTarget]
  /// The masks as the steps so far leave them.
  var masks: Masks
  /// The bindings as the steps so far leave them.
  var bindings: BindingMap
  /// What each mdev holds, as the steps so far leave it.
  var matrices: [String: Matrix]
  /// What each guest gets, as the steps so far leave it.
  var shadows: [String: Matrix]
  /// What each running guest has had since the plan's beginning.
  var everShown: [String: QueueSet]
  /// The queues with an override, as the steps so far leave it.
  var overridden: QueueSet
  /// The adapters whose card has a driver, as the steps so far leave it.
  var driven: AdapterSet
  /// The queues whose override gives them to vfio_ap, as the steps so far leave it.
  var promised: QueueSet
  /// What is put off until an mdev that is being removed has gone, one sentence each.
  var delays: [String] = []
  /// Whether nothing but a restart of the host would let the target's masks be written.
  var isBarredFromMasks = false
  /// Whether queues are handed over by overrides only until masks, which are declared, can be had.
  var isMeanwhile = false
  /// The mdevs that some step touches, which are verified at the end.
  var touched: Set<String> = []
  /// Whether a step says what could not be looked at; it is the same for all of them.
  var hasToldUnseen = false
  private(set) var steps: [PlanStep] = []
  private(set) var obstacles: [Obstacle] = []
  var consents = ConsentCollector()

  init(_ facts: HostFacts, _ target: Target, _ masks: Masks) {
    self.facts = facts
    self.target = target
    self.masks = masks
    guests = Dictionary(target.guests.map { ($0.uuid, $0) }) { first, _ in first }
    bindings = facts.bindings
    promised = QueueSet(facts.overrides.lazy.filter { $0.value == DriverName.vfioAP }.map(\.key))
    driven = facts.driven
    overridden = QueueSet(facts.overrides.keys)
    matrices = facts.mdevs.mapValues(\.matrix)
    shadows = facts.mdevs.mapValues(\.effective)
    everShown = shadows.mapValues { QueueSet($0) }
  }

  /// Goes through all phases; afterwards `steps` or `obstacles` has the result.
  mutating func build() {
    let handover: Handover
    switch target.ownership {
    case .masks: handover = .masks(writable(chooseMasks()))
    case .driverOverride: handover = facts.mixesOwnership ? .nothing : .overrides
    }
    guard obstacles.isEmpty else { return }
    remove()
    release(before: handover)
    probeCards()
    switch handover {
    case .masks(let new):
      clearOverrides(before: new)
      changeMasks(to: new)
    case .nothing: break
    case .overrides:
      fillMasks()
      changeOverrides()
    }
    // One guest after the other, so that the first are whole while the others still wait.
    for guest in target.guests {
      create(guest)
      acquire(guest)
    }
    refilter()
    verify()
    decideOnNewQueues()
  }

  /// Where only `matrix` tells what an mdev holds, too many queues would end all knowledge of them.
  mutating func checkReadability() {
    // A removal reads none of them back.
    guard !target.onlyRemoves else { return }
    let count = bindings.vfio.count
    guard !facts.capabilities.hasApConfig, !facts.capabilities.formatsMatrixSafely,
      !matrices.isEmpty, count >= MatrixPage.limit
    else { return }
    stop(
      .notReadable, "the host",
      "vfio_ap would have \(count) queues, and with 512 or more this kernel, which has no ap_config,"
        + " may stop when a guest's matrix is read",
      remedy: "hand over fewer queues, use Linux 6.10 or later, or go on with --insist")
  }

  /// How queues change between the host and vfio_ap.
  enum Handover {
    case masks(Masks)
    case overrides
    /// None does: an override bars the masks, and they bar the others.
    case nothing
  }

  mutating func add(
    _ phase: PlanStep.Phase, _ operation: PlanOperation, _ reason: String,
    effects: [Effect] = [], preconditions: [Precondition] = []
  ) {
    if let uuid = operation.uuid { touched.insert(uuid) }
    steps.append(
      PlanStep(
        number: 0, phase: phase, operation: operation, reason: reason, effects: effects,
        preconditions: preconditions))
  }

  /// Puts a step behind all of its phase and of the earlier ones, wherever the plan has got to.
  mutating func insert(_ phase: PlanStep.Phase, _ operation: PlanOperation, _ reason: String) {
    let place = steps.firstIndex { $0.phase > phase } ?? steps.endIndex
    let step = PlanStep(
      number: 0, phase: phase, operation: operation, reason: reason, effects: [], preconditions: [])
    steps.insert(step, at: place)
  }

  mutating func stop(
    _ rule: Obstacle.Rule, _ object: String, _ fact: String, remedy: String
  ) {
    obstacles.append(Obstacle(rule, object, fact, remedy: remedy))
  }

  /// What the kernel's full filtering would give from the present picture.
  func filtered(_ matrix: Matrix) -> Matrix {
    guard let host = facts.bus.hostConfiguration else {
      return Matrix()
    }
    let passable = bindings.vfio.subtracting(facts.impaired)
    return GuestFilter(host: host, passable: passable.domainsByAdapter).effective(matrix)
  }
}
