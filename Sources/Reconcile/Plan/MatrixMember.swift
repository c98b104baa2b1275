public import APModel

/// One entry of an mdev's matrix, as the single attributes name it.
public enum MatrixMember: Hashable, Sendable {
  /// An adapter: `assign_adapter`, `unassign_adapter`.
  case adapter(AdapterID)
  /// A usage domain: `assign_domain`, `unassign_domain`.
  case domain(DomainID)
  /// A control domain: `assign_control_domain`, `unassign_control_domain`.
  case controlDomain(DomainID)

  /// The ending of the attribute's name.
  public var attribute: String {
    switch self {
    case .adapter: "adapter"
    case .domain: "domain"
    case .controlDomain: "control_domain"
    }
  }

  /// The number as it is written to the attribute.
  public var value: String {
    switch self {
    case .adapter(let id): id.hexadecimal
    case .domain(let id), .controlDomain(let id): id.hexadecimal
    }
  }

  /// Whether it is a control domain, for which the kernel filters no queues again.
  var isControl: Bool {
    if case .controlDomain = self { true } else { false }
  }

  /// Puts the member into a matrix, or takes it out.
  public func apply(to matrix: inout Matrix, inserting: Bool) {
    switch self {
    case .adapter(let id):
      if inserting { matrix.adapters.insert(id) } else { matrix.adapters.remove(id) }
    case .domain(let id):
      if inserting { matrix.domains.insert(id) } else { matrix.domains.remove(id) }
    case .controlDomain(let id):
      if inserting { matrix.controlDomains.insert(id) } else { matrix.controlDomains.remove(id) }
    }
  }

  /// The members that one matrix has more than another, adapters first, as they are taken away.
  public static func difference(_ larger: Matrix, _ smaller: Matrix) -> [MatrixMember] {
    larger.adapters.subtracting(smaller.adapters).map(MatrixMember.adapter)
      + larger.domains.subtracting(smaller.domains).map(MatrixMember.domain)
      + larger.controlDomains.subtracting(smaller.controlDomains).map(MatrixMember.controlDomain)
  }
}
