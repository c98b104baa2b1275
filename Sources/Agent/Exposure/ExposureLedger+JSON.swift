internal import APModel
internal import PlainJSON

extension ExposureLedger {
  private static let schema = "apmatrix.exposures/v1"

  /// Reads a ledger that was kept; nil if it is none.
  init?(_ value: JSONValue, _ clock: WallClock, at now: Instant) {
    guard value["schema"]?.string == Self.schema, let name = value["ledger"]?.string,
      let total = value["total"]?.counted(), let ended = value["milliseconds"]?.counted(1024),
      let entries = value["exposures"]?.array
    else { return nil }
    var exposures: [Exposure] = []
    for entry in entries {
      guard let exposure = Exposure(entry, clock, at: now) else { return nil }
      exposures.append(exposure)
    }
    self.init(name: name, exposures: exposures, total: total, ended: Milliseconds(ended))
  }

  /// The ledger as it is kept; its times are seconds since 1970.
  func json(_ clock: WallClock, at now: Instant) -> JSONValue {
    .object([
      "schema": .string(Self.schema), "ledger": .string(name), "total": .count(total),
      "milliseconds": .count(Int(ended)),
      "exposures": .array(exposures.map { $0.json(clock, at: now) }),
    ])
  }
}

extension Exposure {
  fileprivate init?(_ value: JSONValue, _ clock: WallClock, at now: Instant) {
    guard let queue = value["queue"]?.string.flatMap({ APQN(name: $0) }),
      let uuid = value["uuid"]?.string, let guest = value["guest"]?.string,
      let driver = value["driver"]?.string, let running = value["running"]?.bool,
      let number = value["number"]?.counted(), let times = value["times"]?.counted(),
      let first = value["first"]?.counted(), let last = value["last"]?.counted(),
      let began = value["began"]?.counted(), let lasts = value["lasts"]?.bool
    else { return nil }
    let found = ExposedQueue(
      queue: queue, uuid: uuid, guest: guest, driver: driver, isRunning: running)
    self.init(
      found, number: number, since: clock.instant(first), foundAt: clock.instant(last))
    self.times = times
    // A wall clock that was set back meanwhile takes nothing from what was counted; earlier versions
    // kept only when it was seen last.
    let counted = value["lasted"]?.counted(1024) ?? max(0, last - began) * 1000
    self.began = min(clock.instant(began), now + Milliseconds(-counted))
    self.lasts = lasts
    // Earlier versions knew of none that lasts without.
    isAssigned = value["assigned"]?.bool ?? true
  }

  fileprivate func json(_ clock: WallClock, at now: Instant) -> JSONValue {
    .object([
      "queue": .string("\(found.queue)"), "uuid": .string(found.uuid),
      "guest": .string(found.guest), "driver": .string(found.driver),
      "running": .bool(found.isRunning), "number": .count(number), "times": .count(times),
      "first": .count(clock.seconds(first)), "last": .count(clock.seconds(last)),
      "began": .count(clock.seconds(began)), "lasted": .count(Int((lasts ? now : last) - began)),
      "lasts": .bool(lasts), "assigned": .bool(isAssigned),
    ])
  }

  /// The exposure as the agent's status tells it.
  ///
  /// - Parameter isKept: whether it can be acknowledged.
  func statusJSON(_ clock: WallClock, isKept: Bool) -> JSONValue {
    .object([
      "queue": .string("\(found.queue)"), "uuid": .string(found.uuid),
      "guest": .string(found.guest), "driver": .string(found.driver),
      "running": .bool(found.isRunning), "times": .count(times),
      "first_seen": .string(clock.utc(first)), "last_seen": .string(clock.utc(last)),
      "lasts": .bool(lasts), "assigned": .bool(isAssigned),
      "remedy": .string(ExposureText.advice([found.queue], lasts: lasts, asks: isKept)),
    ])
  }
}

extension JSONValue {
  /// A number that an agent may have kept; nil for any other.
  ///
  /// Two thousand years have fewer seconds than the limit, and sums of such numbers have room.
  ///
  /// - Parameter unit: how many of what is counted the limit has: of milliseconds a second's.
  fileprivate func counted(_ unit: Int = 1) -> Int? {
    integer.flatMap { (0...unit << 36).contains($0) ? $0 : nil }
  }
}
