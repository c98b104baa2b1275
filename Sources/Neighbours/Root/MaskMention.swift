/// Whether a file of udev's rules is about AP at all: most of a host's are not.
public enum UdevMention {
  private static let masks = ["apmask", "aqmask"]
  private static let words = masks + ["vfio_ap", "mdevctl"]

  /// Whether one of the words stands in the text.
  public static func isOfAP(_ text: some Collection<UInt8>) -> Bool {
    first(of: words, in: Array(text)) != nil
  }

  /// The mask that a text names; nil if it names none.
  public static func mask(in text: String) -> String? { first(of: masks, in: Array(text.utf8)) }

  private static func first(of words: [String], in bytes: [UInt8]) -> String? {
    words.first { word in
      bytes.indices.contains { place in
        word.utf8.first == bytes[place] && bytes[place...].starts(with: word.utf8)
      }
    }
  }
}

/// A line of tmpfiles.d, by which systemd-tmpfiles makes or writes one file at a boot.
public enum TmpfilesLine {
  /// The types that write into a file that is there, by their first letter.
  private static let writers: [Character] = ["w", "f", "F"]

  /// The mask that it writes; nil if it is about something else.
  public static func mask(_ line: some StringProtocol) -> String? {
    // The type, with what modifies it, then the path.
    let words = line.split(maxSplits: 2, whereSeparator: \.isWhitespace)
    guard words.count > 1, let type = words[0].first, writers.contains(type) else { return nil }
    return UdevMention.mask(in: String(words[1]))
  }
}

/// A line of `/etc/sysfs.conf` or `/etc/sysfs.d`, by which Debian's sysfsutils writes one attribute at a boot:
/// `bus/ap/apmask = 0xff`.
public enum SysfsConfLine {
  /// The mask that it writes; nil if it is about something else, or only about who may write it.
  public static func mask(_ line: some StringProtocol) -> String? {
    let told = line.prefix { $0 != "#" }
    guard let sign = told.firstIndex(of: "=") else { return nil }
    // Before an attribute's owner or mode stands one more word.
    let words = told[..<sign].split(whereSeparator: \.isWhitespace)
    return words.count == 1 ? UdevMention.mask(in: String(words[0])) : nil
  }
}
