extension Matrix {
  /// What is assigned, side by side: `adapters 05 06, domains 0004`, and the control domains where there are
  /// some; `none` for an empty side.
  public var sides: String {
    let queues = "adapters \(adapters), domains \(domains)"
    return controlDomains.isEmpty ? queues : "\(queues), control domains \(controlDomains)"
  }
}
