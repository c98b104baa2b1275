extension IdentifierSet {
  @inlinable
  func combined(
    with other: IdentifierSet, _ operation: (UInt64, UInt64) -> UInt64
  ) -> IdentifierSet {
    var result = self
    for index in 0..<4 { result[word: index] = operation(self[word: index], other[word: index]) }
    return result
  }

  /// The identifiers in both sets.
  @inlinable
  public func intersection(_ other: IdentifierSet) -> IdentifierSet { combined(with: other, &) }

  /// The identifiers in either set.
  @inlinable
  public func union(_ other: IdentifierSet) -> IdentifierSet { combined(with: other, |) }

  /// The identifiers in this set that are not in the other.
  @inlinable
  public func subtracting(_ other: IdentifierSet) -> IdentifierSet {
    combined(with: other) { $0 & ~$1 }
  }

  /// Whether no identifier is in both sets.
  @inlinable
  public func isDisjoint(with other: IdentifierSet) -> Bool { intersection(other).isEmpty }

  /// Whether every identifier of this set is in the other.
  @inlinable
  public func isSubset(of other: IdentifierSet) -> Bool { subtracting(other).isEmpty }

  /// Adds all identifiers of the other set.
  @inlinable
  public mutating func formUnion(_ other: IdentifierSet) { self = union(other) }

  /// Keeps only the identifiers that are also in the other set.
  @inlinable
  public mutating func formIntersection(_ other: IdentifierSet) { self = intersection(other) }

  /// Takes out all identifiers of the other set.
  @inlinable
  public mutating func subtract(_ other: IdentifierSet) { self = subtracting(other) }
}

extension IdentifierSet: ExpressibleByArrayLiteral {
  /// The set of the listed identifiers.
  public init(arrayLiteral elements: ID...) { self.init(elements) }
}

extension IdentifierSet: Sequence {
  /// Walks the members in ascending order, as the kernel does.
  public struct Iterator: IteratorProtocol {
    @usableFromInline
    var rest: IdentifierSet
    @usableFromInline
    var index = 0

    @inlinable
    init(_ set: IdentifierSet) { rest = set }

    /// The next higher member; nil after the last.
    @inlinable
    public mutating func next() -> ID? {
      while index < 4 {
        let word = rest[word: index]
        if word != 0 {
          let bit = word.leadingZeroBitCount
          rest[word: index] = word & ~(1 << UInt64(63 - bit))
          return ID(UInt8(index * 64 + bit))
        }
        index += 1
      }
      return nil
    }
  }

  /// Starts a walk over the members in ascending order.
  @inlinable
  public func makeIterator() -> Iterator { Iterator(self) }

  /// The number of members; the sequence knows it exactly.
  @inlinable
  public var underestimatedCount: Int { count }

  /// The lowest identifier; nil if the set is empty.
  public var first: ID? {
    var iterator = makeIterator()
    return iterator.next()
  }
}
