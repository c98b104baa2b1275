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
