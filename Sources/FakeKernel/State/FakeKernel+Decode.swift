import APModel

extension FakeKernel {
  /// Reads a state that `stateText` wrote.
  ///
  /// - Throws: `StateError` for anything that `stateText` would not write.
  public init(stateText: String) throws {
    var reader = StateReader(stateText)
    try reader.line("capabilities")
    var capabilities: KernelCapabilities = []
    for word in reader.rest() {
      guard let known = KernelCapabilities.words.first(where: { $0.0 == word }) else {
        throw reader.error("\(word) is not a capability")
      }
      capabilities.insert(known.1)
    }
    try reader.line("crash")
    let crash = try reader.string()
    self.init(capabilities, hardware: try Self.hardware(&reader))
    self.crash = crash.isEmpty ? nil : crash
    try decodeBus(&reader)
    while reader.nextWord == "card" { try decodeCard(&reader) }
    while reader.nextWord == "mdev" { mdevs.append(try Self.mdev(&reader)) }
    try reader.line("end")
  }

  private static func hardware(_ reader: inout StateReader) throws -> Hardware {
    try reader.line("hardware")
    var hardware = Hardware(
      maxAdapter: AdapterID(try reader.integer()), maxDomain: DomainID(try reader.integer()),
      domains: try reader.set(), controlDomains: try reader.set())
    try reader.line("features")
    hardware.features = reader.rest().map(String.init)
    while reader.nextWord == "adapter" {
      try reader.line("adapter")
      let adapter = AdapterID(try reader.integer())
      var machine = HardwareAdapter(
        type: try reader.integer(), mode: try mode(&reader), isPresent: try reader.flag(),
        isConfigured: try reader.flag(), isCheckstopped: try reader.flag())
      machine.checkstoppedQueues = try reader.set()
      machine.unavailableQueues = try reader.set()
      if try reader.optionalLine("off") { machine.deconfiguredQueues = try reader.set() }
      if try reader.optionalLine("slow") { machine.slowQueues = try reader.set() }
      hardware.adapters[adapter] = machine
    }
    return hardware
  }

  private static func mode(_ reader: inout StateReader) throws -> CardMode {
    let word = try reader.word()
    guard let mode = CardMode(rawValue: String(word)) else {
      throw reader.error("\(word) is not a mode")
    }
    return mode
  }

  private mutating func decodeBus(_ reader: inout StateReader) throws {
    try reader.line("masks")
    bus.apmask = try reader.set()
    bus.aqmask = try reader.set()
    try reader.line("bus")
    bus.defaultDomain = try reader.integer()
    bus.scans = try reader.integer()
    bus.isArmed = try reader.flag()
    bus.completeCount = try reader.integer()
    bus.configTime = try reader.integer()
    bus.pollsInThread = try reader.flag()
    bus.pollTimeout = try reader.integer()
    bus.probesAutomatically = try reader.flag()
    bus.masksAreInUse = try reader.flag()
    bus.overrideCount = try reader.integer()
    bus.nextPlace = try reader.integer()
    bus.nextBinding = try reader.integer()
    bus.hasMdevBus = try reader.flag()
    bus.mdevAutoprobe = try reader.flag()
    bus.matrixAutoprobe = try reader.flag()
    try decodeDrivers(&reader)
    try reader.line("configurations")
    bus.configuration = try reader.matrix()
    vfioConfiguration = try reader.matrix()
    if try reader.optionalLine("parameters") {
      bus.parameters.apmask = try reader.given()
      bus.parameters.aqmask = try reader.given()
    }
    if try reader.optionalLine("built-in") {
      bus.hasBuiltInZcrypt = try reader.word() == BusDriver.zcrypt.rawValue
    }
  }

  private mutating func decodeDrivers(_ reader: inout StateReader) throws {
    try reader.line("drivers")
    for word in reader.rest() {
      guard let driver = BusDriver(rawValue: String(word)) else {
        throw reader.error("\(word) is not a module")
      }
      bus.drivers.insert(driver)
    }
  }

  private mutating func decodeCard(_ reader: inout StateReader) throws {
    try reader.line("card")
    let adapter = AdapterID(try reader.integer())
    let type: Int = try reader.integer()
    let mode = try Self.mode(&reader)
    let created: Int = try reader.integer()
    let isBound = try reader.flag()
    var card = CardState(
      type: type, mode: mode, created: created, isBound: isBound,
      isConfigured: try reader.flag(), isCheckstopped: try reader.flag(),
      isOnline: try reader.flag())
    try card.decodeQueues(&reader)
    while reader.nextWord == "override" {
      try reader.line("override")
      let domain = DomainID(try reader.integer())
      card.overrides[domain] = try reader.string()
      card.overridden.insert(domain)
    }
    cards[adapter.index] = card
  }

  private static func mdev(_ reader: inout StateReader) throws -> FakeMdev {
    try reader.line("mdev")
    var mdev = FakeMdev(
      uuid: String(try reader.word()), group: try reader.integer(),
      maxAdapter: AdapterID(try reader.integer()), maxDomain: DomainID(try reader.integer()))
    let word = try reader.word()
    guard let phase = FakeMdev.Phase(rawValue: String(word)) else {
      throw reader.error("\(word) is not a phase")
    }
    mdev.phase = phase
    mdev.isOpen = try reader.flag()
    mdev.matrix = try reader.matrix()
    mdev.shadow = try reader.matrix()
    mdev.pending = try reader.matrix()
    return mdev
  }
}

extension CardState {
  /// Reads how the card's queues are, which drivers they have, and what was sent through them.
  fileprivate mutating func decodeQueues(_ reader: inout StateReader) throws {
    try reader.line("queues")
    queues = try reader.set()
    host = try reader.set()
    vfio = try reader.set()
    deconfigured = try reader.set()
    checkstopped = try reader.set()
    offline = try reader.set()
    uninitiated = try reader.set()
    lost = try reader.set()
    unusable = try reader.set()
    orphans = try reader.set()
    offlineOrphans = try reader.set()
    try reader.line("order")
    places = try reader.numbers()
    boundAt = try reader.numbers()
    if try reader.optionalLine("requests") {
      requestCount = try reader.integer()
      requests = try reader.numbers()
    }
    if try reader.optionalLine("pending") { pending = try reader.numbers() }
    if try reader.optionalLine("resetting") { resetting = try reader.set() }
  }
}
