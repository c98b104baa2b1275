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
