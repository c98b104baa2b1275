/// One adapter device, `/sys/devices/ap/cardXX`.
public struct Card: Hashable, Sendable {
  /// The adapter's number.
  public let id: AdapterID
  /// The driver that the card is bound to, `cex4card`; nil if none.
  public var driver: String?
  /// `type`: the generation and mode, `CEX7C`; there only while a driver is bound.
  public var type: String?
  /// `hwtype`: the compatible hardware type, 10 (CEX4) to 14 (CEX8).
  public var hardwareType: Int?
  /// `raw_hwtype`: the type that the hardware reports.
  public var rawHardwareType: Int?
  /// `depth`: the queue depth as this kernel prints it (7 or 8 for the same hardware).
  public var depth: Int?
  /// `ap_functions`: the facility bits.
  public var functions: UInt32?
  /// `config`: whether the adapter is configured on.
  public var isConfigured: Bool?
  /// `chkstop`: whether the adapter is checkstopped.
  public var isCheckstopped: Bool?
  /// `online`: whether zcrypt uses the adapter; nil while no driver is bound.
  public var isOnline: Bool?
  /// `request_count`: requests since the start or the last reset of the counter.
  public var requestCount: Int?
  /// `pendingq_count`: requests that the hardware has.
  public var pendingCount: Int?
  /// `requestq_count`: requests that wait for the hardware.
  public var waitingCount: Int?

  /// A card of which only the number is known yet.
  public init(_ id: AdapterID) { self.id = id }

  /// What the adapter is set up as; nil while its functions are unknown.
  public var mode: CardMode? { functions.flatMap { CardMode(functions: $0) } }

  /// Whether vfio_ap has no driver for its queues: it takes CEX4 and later (`vfio_ap_queue_ids`, hwtype 10
  /// and above).
  public var isTooOldForGuests: Bool { hardwareType.map { $0 < 10 } ?? false }
}

/// What an adapter is set up as at the HMC.
public enum CardMode: String, Hashable, Sendable, CaseIterable {
  /// A CCA coprocessor.
  case cca
  /// An EP11 coprocessor.
  case ep11
  /// An accelerator.
  case accelerator = "accel"

  /// Reads the mode from the facility bits of `ap_functions`; nil if none of the three is set.
  public init?(functions: UInt32) {
    if functions & 0x1000_0000 != 0 {
      self = .cca
    } else if functions & 0x0800_0000 != 0 {
      self = .accelerator
    } else if functions & 0x0400_0000 != 0 {
      self = .ep11
    } else {
      return nil
    }
  }

  /// The words of `lszcrypt`: `CCA-Coproc`, `EP11-Coproc`, `Accelerator`.
  public var title: String {
    switch self {
    case .cca: "CCA-Coproc"
    case .ep11: "EP11-Coproc"
    case .accelerator: "Accelerator"
    }
  }
}

extension Card {
  /// The letters of the first bits of `ap_functions`, from the leftmost one, as `lszcrypt` prints them.
  private static let letters = Array("SMCDAXNHFR".utf8)

  /// The ten facility letters `SMCDAXNHFR` of `ap_functions`, `-` for each that is not set.
  public var functionLetters: String {
    guard let functions else { return "----------" }
    let shown = Self.letters.enumerated().map { place, letter in
      functions & Self.bit(place) != 0 ? letter : UInt8(ascii: "-")
    }
    return String(decoding: shown, as: UTF8.self)
  }

  /// The bits that ten facility letters stand for; nil if the text is no such ten.
  public static func functions(letters text: String) -> UInt32? {
    guard text.utf8.count == letters.count else { return nil }
    var functions: UInt32 = 0
    for (place, letter) in text.utf8.enumerated() where letter != UInt8(ascii: "-") {
      guard letter == letters[place] else { return nil }
      functions |= bit(place)
    }
    return functions
  }

  private static func bit(_ place: Int) -> UInt32 { 0x8000_0000 >> UInt32(place) }
}
