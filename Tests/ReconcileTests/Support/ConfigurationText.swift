import Reconcile

/// Texts of configurations, and what is read from them.
enum ConfigurationText {
  static let web = "62177883-f1bb-47f0-914d-32a22e3a8804"
  static let db = "cef03c3c-903d-4ecc-9a83-40694cb8aee4"

  static func read(_ text: String) -> ConfigurationReading {
    ConfigurationChecker.read(Array(text.utf8), file: "f.yaml")
  }

  static func problems(_ text: String) -> [String] {
    read(text).problems.map(\.description)
  }

  static func two(_ first: String, _ second: String, host: String = "") -> String {
    "version: 1\n\(host)guests:\n  web01: {uuid: \(web), \(first)}\n  db01: {uuid: \(db), \(second)}\n"
  }
}
