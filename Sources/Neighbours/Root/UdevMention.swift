/// Whether a file of udev's rules is about AP at all: most of a host's are not.
public enum UdevMention {
  private static let words = ["apmask", "aqmask", "vfio_ap", "mdevctl"].map { Array($0.utf8) }

  /// Whether one of the words stands in the text.
  public static func isOfAP(_ text: some Collection<UInt8>) -> Bool {
    let bytes = Array(text)
    return bytes.indices.contains { place in
      words.contains { word in
        word[0] == bytes[place] && bytes[place...].starts(with: word)
      }
    }
  }
}
