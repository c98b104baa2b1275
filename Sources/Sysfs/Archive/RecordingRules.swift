/// Which attributes a recording takes.
///
/// Left out by default: what identifies the machine, what sends requests to a card, and what
/// issues instructions to a queue. Never taken, with every option: `mkvps` of a live host, whose
/// read waits without limit for a mute card, and `matrix` and `guest_matrix` where the kernel
/// could write them past the end of its buffer.
struct RecordingRules {
  /// Whether to take what identifies the machine or reaches the hardware.
  let hardwareAttributes: Bool
  /// Whether the tree is a copy, in which no read reaches a kernel.
  let isCopy: Bool
  /// Whether the bus supports secure binding: a queue's state is then in its `ap_functions`,
  /// which every report needs.
  let hasSecureBinding: Bool

  /// What a read of an attribute does.
  enum Effect {
    /// Gives a value that the kernel has at hand.
    case none
    /// Issues an instruction to a queue, which never waits.
    case instruction
    /// Sends a request to a card that is online, and waits for the reply.
    case request
    /// Sends a request whose reply may never come.
    case endless
    /// Formats an mdev's matrix.
    case matrix
  }

  /// The directories that are not entered: no part of the AP state, or addresses of the kernel.
  static let skippedDirectories: Set<String> = ["power", "sections", "notes", "holders"]

  /// What a read does, by the attribute's name and the directory that it stands in.
  static func effect(_ name: String, of parent: String) -> Effect {
    if parent.hasPrefix("devices/vfio_ap/") {
      return name == "matrix" || name == "guest_matrix" ? .matrix : .none
    }
    guard parent.hasPrefix("devices/ap/card") else { return .none }
    return switch name {
    case "mkvps": .endless
    case "serialnr", "API_ordinalnr", "FW_version", "op_modes": .request
    case "interrupt", "reset", "se_bind", "se_associate": .instruction
    // A card's functions are known since its scan; a queue's are asked for.
    case "ap_functions": parent.contains(".") ? .instruction : .none
    default: .none
    }
  }

  /// Whether an attribute is taken.
  ///
  /// - Parameters:
  ///   - name: the attribute.
  ///   - parent: the directory that it stands in.
  ///   - isOnline: whether its card or queue takes requests; asked only where it matters.
  ///   - matrixIsSafe: whether the kernel can format the mdev's matrix; likewise.
  func takes(
    _ name: String, of parent: String, isOnline: () -> Bool, matrixIsSafe: () -> Bool
  ) -> Bool {
    switch Self.effect(name, of: parent) {
    case .none: true
    case .instruction:
      hardwareAttributes || hasSecureBinding && name == "ap_functions"
    case .request: hardwareAttributes && (isCopy || isOnline())
    case .endless: hardwareAttributes && isCopy
    case .matrix: isCopy || matrixIsSafe()
    }
  }
}
