public import APModel
public import Sysfs

/// The counters of requests of adapters, `devices/ap/cardXX/request_count`.
///
/// The kernel counts what drivers of the host send; the requests of guests go past it.
public enum RequestCounts {
  /// Reads the counters, which asks no hardware.
  ///
  /// - Returns: the counts by adapter, each since the start or the last reset of its counter; an adapter
  ///   that is gone, or whose counter can't be read, is missing.
  public static func read(_ tree: any SysfsTree, of adapters: [AdapterID]) -> [AdapterID: Int] {
    var reader = AttributeReader(tree)
    let paths = adapters.map { "devices/ap/" + $0.cardName + "/request_count" }
    var counts: [AdapterID: Int] = [:]
    for (place, text) in reader.texts(paths).enumerated() {
      counts[adapters[place]] = reader.requestCount(of: text, paths[place])
    }
    return counts
  }
}
