/// What is wrong with udev rules: with the file, or with a line of the number that it comes with.
public enum UdevRuleFault: Hashable, Sendable, CustomStringConvertible {
  /// The file is there and can't be read; the reason and what to do.
  case unreadable(String)
  /// The line ends inside a part.
  case cut(Int)
  /// udev does not understand the line from here on.
  case refused(Int, String)
  /// The line only compares.
  case noEffect(Int)
  /// The line jumps to a label that no later line has.
  case noLabel(Int, String)
  /// A mask has fewer digits than bits need.
  case short(Int, mask: String, digits: Int)
  /// udev writes no empty value, so that the mask stays.
  case unwritten(Int, mask: String)
  /// The kernel refuses the value of a mask.
  case value(Int, mask: String, String)
  /// No event is as the line wants it.
  case neverMatches(Int, String)

  /// The attribute that the line writes is not there for any device that it is about.
  case astray(Int, path: String)

  /// What is wrong, and with which line.
  public var description: String {
    switch self {
    case .unreadable(let fact): "\(fact); no mask of it is taken"
    case .cut(let line): "line \(line) is cut off; if the file is just being written, try again"
    case .refused(let line, let rest): "udev does not understand line \(line) at: \(rest)"
    case .noEffect(let line): "line \(line) compares and does nothing, so udev drops it"
    case .noLabel(let line, let label):
      "line \(line) goes to the label \(label), which is not there: the file seems to be cut off"
    case .short(let line, let mask, let digits):
      "line \(line): \(mask) has \(digits) of 64 digits"
    case .unwritten(let line, let mask):
      "line \(line): udev does not write an empty value, and \(mask) stays; for a mask without a bit write"
        + " 0x and 64 zeros"
    case .value(let line, let mask, let value):
      "line \(line): the kernel refuses \(value) for \(mask)"
    case .astray(let line, let path):
      "line \(line) writes nothing: udev looks for \(path) below the event's device, and it is not there; from"
        + " /bus/ap and /devices/ap the masks are at ../../bus/ap"
    case .neverMatches(let line, let reason): "line \(line) never matches: \(reason)"
    }
  }

  /// Whether nothing can be concluded from a file with it.
  public var isLost: Bool {
    switch self {
    case .neverMatches, .unwritten, .astray: false
    default: true
    }
  }
}
