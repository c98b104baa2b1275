/// Text in Prometheus' exposition format, for the textfile collector of the node exporter.
struct Metrics {
  /// What a metric's value does over time.
  enum Kind: String {
    case gauge
    case counter
  }

  /// One value with its labels.
  typealias Sample = (labels: [(String, String)], value: Int)

  /// The text so far.
  private(set) var text = ""

  /// Adds one metric with all its samples.
  ///
  /// - Parameters:
  ///   - name: after `apmatrix_`; with the unit at its end, and `_total` for a counter.
  ///   - kind: what the value does over time.
  ///   - help: one sentence.
  ///   - samples: labels and values; none leaves the metric out.
  mutating func add(
    _ name: String, _ kind: Kind, _ help: String, _ samples: [Sample]
  ) {
    guard !samples.isEmpty else { return }
    text += "# HELP apmatrix_\(name) \(help)\n# TYPE apmatrix_\(name) \(kind.rawValue)\n"
    for sample in samples {
      text += "apmatrix_\(name)\(Self.labels(sample.labels)) \(sample.value)\n"
    }
  }

  /// Adds a metric that has one sample; nil leaves it out.
  mutating func add(_ name: String, _ kind: Kind, _ help: String, _ value: Int?) {
    add(name, kind, help, value.map { [([], $0)] } ?? [])
  }

  private static func labels(_ labels: [(String, String)]) -> String {
    guard !labels.isEmpty else { return "" }
    return "{" + labels.map { "\($0)=\"\(escaped($1))\"" }.joined(separator: ",") + "}"
  }

  private static func escaped(_ value: String) -> String {
    var text = ""
    for character in value {
      switch character {
      case "\\": text += "\\\\"
      case "\"": text += "\\\""
      case "\n": text += "\\n"
      default: text.append(character)
      }
    }
    return text
  }
}
