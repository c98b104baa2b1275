/// The udev rule with which mdevctl's package has defined mdevs started.
public enum MdevctlRule {
  /// Where the package puts it.
  public static let standardPath = "/usr/lib/udev/rules.d/60-mdevctl.rules"

  /// The programs that the rules run for it, each once.
  ///
  /// Debian 13 (mdevctl 1.4.0-2+b1) runs `/usr/sbin/mdevctl` and ships `/usr/bin/mdevctl`, so that nothing
  /// starts there.
  public static func programs(in text: [UInt8]) -> [String] {
    var found: [String] = []
    for part in UdevRuleLine.rules(in: text).flatMap(\.parts) where part.key.hasPrefix("RUN") {
      let words = part.value.split { " ;{}'\"".contains($0) }
      for (word, next) in zip(words, words.dropFirst())
      where word.hasSuffix("/mdevctl") && next == "start-parent-mdevs" {
        if !found.contains(String(word)) { found.append(String(word)) }
      }
    }
    return found
  }
}
