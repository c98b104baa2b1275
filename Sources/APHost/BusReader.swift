import APModel

/// Reads the attributes of the AP bus, `/sys/bus/ap/*`.
enum BusReader {
  private static let mask = "a mask of 0x and 64 hex digits"

  /// Reads all of them, each once.
  static func read(_ reader: inout AttributeReader) -> BusState {
    var bus = BusState()
    (bus.adapterMask, bus.domainMask) = masks(&reader)
    bus.hostConfiguration = hostConfiguration(&reader, &bus)
    bus.maximumAdapter = identifier(&reader, "bus/ap/ap_max_adapter_id")
    bus.maximumDomain = identifier(&reader, "bus/ap/ap_max_domain_id")
    bus.defaultDomain = defaultDomain(&reader)
    bus.bindings = bindings(&reader)
    bus.bindingsCompleteCount = reader.count("bus/ap/bindings_complete_count")
    bus.features = reader.text("bus/ap/features").map(words)
    bus.configTime = reader.count("bus/ap/config_time")
    bus.pollTimeout = reader.count("bus/ap/poll_timeout")
    bus.pollThread = reader.flag("bus/ap/poll_thread")
    bus.interrupts = reader.flag("bus/ap/ap_interrupts")
    bus.driversAutoprobe = reader.flag("bus/ap/drivers_autoprobe")
    return bus
  }

  /// `apmask` and `aqmask`.
  static func masks(_ reader: inout AttributeReader) -> (AdapterSet?, DomainSet?) {
    (
      reader.value("bus/ap/apmask", mask) { AdapterSet(hexadecimal: $0) },
      reader.value("bus/ap/aqmask", mask) { DomainSet(hexadecimal: $0) }
    )
  }

  /// Whether no queue but one whose binding says so can have a `driver_override`.
  ///
  /// The kernel takes none while the masks are what somebody wrote, and no masks while there is one; only
  /// beside masks of its own parameters (`ap.apmask`, `ap.aqmask`), which root alone may read, it does.
  static func masksExcludeOverrides(_ bus: BusState, _ reader: AttributeReader) -> Bool {
    guard let adapters = bus.adapterMask, let domains = bus.domainMask else { return false }
    return (adapters != .all || domains != .all) && hasNoMaskParameters(reader)
  }

  /// Whether the kernel was started without `ap.apmask` and `ap.aqmask`.
  static func hasNoMaskParameters(_ reader: AttributeReader) -> Bool {
    ["apmask", "aqmask"].allSatisfy { reader.hint("module/ap/parameters/" + $0) == "(null)" }
  }

  /// `bindings`: how many queues have a driver.
  static func bindings(_ reader: inout AttributeReader) -> Bindings? {
    reader.value("bus/ap/bindings", "BOUND/ALL, with (complete) if all are bound", Bindings.init)
  }

  /// `scans`: the number of completed scans.
  static func scans(_ reader: inout AttributeReader) -> Int? { reader.count("bus/ap/scans") }

  /// The words of a `features` file; `-` stands for none.
  static func words(_ text: String) -> [String] {
    text == "-" ? [] : text.split(separator: " ").map(String.init)
  }

  private static func identifier<ID: MatrixIdentifier>(
    _ reader: inout AttributeReader, _ path: String
  ) -> ID? {
    reader.value(path, "a decimal number from 0 to 255") { Decimal.byte($0).map { ID($0) } }
  }

  private static func defaultDomain(_ reader: inout AttributeReader) -> DomainID? {
    let path = "bus/ap/ap_domain"
    let number: Int? = reader.value(path, "a domain number, or -1 for none") { text in
      text == "-1" ? -1 : Decimal.byte(text).map(Int.init)
    }
    return number.flatMap(UInt8.init(exactly:)).map { DomainID($0) }
  }

  /// The three masks of the host's configuration, which are there together or not at all.
  static func hostConfiguration(
    _ reader: inout AttributeReader, _ bus: inout BusState
  ) -> Matrix? {
    let adapters: AdapterSet? = hostMask(&reader, &bus, "bus/ap/ap_adapter_mask")
    let domains: DomainSet? = hostMask(&reader, &bus, "bus/ap/ap_usage_domain_mask")
    let controls: DomainSet? = hostMask(&reader, &bus, "bus/ap/ap_control_domain_mask")
    guard let adapters, let domains, let controls else { return nil }
    return Matrix(adapters: adapters, domains: domains, controlDomains: controls)
  }

  private static func hostMask<ID>(
    _ reader: inout AttributeReader, _ bus: inout BusState, _ path: String
  ) -> IdentifierSet<ID>? {
    guard let text = reader.text(path) else { return nil }
    if text == "not supported" {
      bus.lacksHostConfiguration = true
      return nil
    }
    guard let set = IdentifierSet<ID>(hexadecimal: text) else {
      reader.malformed(path, text, mask)
      return nil
    }
    return set
  }
}
