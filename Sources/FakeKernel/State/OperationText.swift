import APModel

/// One operation as a line of the log.
enum OperationText {
  static func text(_ operation: HostOperation) -> String {
    switch operation {
    case .write(let path, let data):
      "write \(StateText.escaped(path.utf8)) \(StateText.escaped(data))"
    case .hardware(let change): "hardware " + text(change)
    case .guest(let uuid, let open): "guest \(uuid) \(StateText.text(open))"
    case .requests(let queue, let sent, let pending): "requests \(queue) \(sent) \(pending)"
    case .scan: "scan"
    case .load(let driver): "load \(driver.rawValue)"
    case .unload(let driver): "unload \(driver.rawValue)"
    case .crash(let reason): "crash \(StateText.escaped(reason.utf8))"
    }
  }

  private static func text(_ change: HardwareChange) -> String {
    switch change {
    case .addAdapter(let adapter, let type, let mode):
      "add \(adapter.number) \(type) \(mode.rawValue)"
    case .removeAdapter(let adapter): "remove \(adapter.number)"
    case .configure(let adapter, let on): "config \(adapter.number) \(StateText.text(on))"
    case .checkstop(let adapter, let on): "checkstop \(adapter.number) \(StateText.text(on))"
    case .checkstopQueue(let queue, let on): "checkstop-queue \(queue) \(StateText.text(on))"
    case .availableQueue(let queue, let on): "available-queue \(queue) \(StateText.text(on))"
    case .slowReset(let queue, let on): "slow-reset \(queue) \(StateText.text(on))"
    case .domain(let domain, let on): "domain \(domain.number) \(StateText.text(on))"
    case .controlDomain(let domain, let on): "control \(domain.number) \(StateText.text(on))"
    }
  }

  /// Reads a line that `text` wrote.
  static func operation(_ line: Substring) throws -> HostOperation {
    var reader = StateReader("op " + line)
    try reader.line("op")
    switch try reader.word() {
    case "write":
      let path = try reader.string()
      return .write(path: path, data: try reader.bytes())
    case "hardware": return .hardware(try change(&reader))
    case "guest":
      let uuid = String(try reader.word())
      return .guest(uuid: uuid, open: try reader.flag())
    case "requests":
      let queue = try queue(&reader)
      return .requests(queue, sent: try reader.integer(), pending: try reader.integer())
    case "scan": return .scan
    case "load": return .load(try driver(&reader))
    case "unload": return .unload(try driver(&reader))
    case "crash": return .crash(try reader.string())
    case let word: throw reader.error("\(word) is not an operation")
    }
  }

  private static func driver(_ reader: inout StateReader) throws -> BusDriver {
    guard let driver = BusDriver(rawValue: String(try reader.word())) else {
      throw reader.error("not a module")
    }
    return driver
  }

  private static func change(_ reader: inout StateReader) throws -> HardwareChange {
    let word = try reader.word()
    switch word {
    case "add":
      let adapter = AdapterID(try reader.integer())
      let type: Int = try reader.integer()
      guard let mode = CardMode(rawValue: String(try reader.word())) else {
        throw reader.error("not a mode")
      }
      return .addAdapter(adapter, type: type, mode: mode)
    case "remove": return .removeAdapter(AdapterID(try reader.integer()))
    case "config":
      let adapter = AdapterID(try reader.integer())
      return .configure(adapter, try reader.flag())
    case "checkstop":
      let adapter = AdapterID(try reader.integer())
      return .checkstop(adapter, try reader.flag())
    case "checkstop-queue":
      let queue = try queue(&reader)
      return .checkstopQueue(queue, try reader.flag())
    case "available-queue":
      let queue = try queue(&reader)
      return .availableQueue(queue, try reader.flag())
    case "slow-reset":
      let queue = try queue(&reader)
      return .slowReset(queue, try reader.flag())
    case "domain":
      let domain = DomainID(try reader.integer())
      return .domain(domain, try reader.flag())
    case "control":
      let domain = DomainID(try reader.integer())
      return .controlDomain(domain, try reader.flag())
    default: throw reader.error("\(word) is not a change")
    }
  }

  private static func queue(_ reader: inout StateReader) throws -> APQN {
    guard let queue = APQN(name: try reader.word()) else { throw reader.error("not a queue") }
    return queue
  }
}
