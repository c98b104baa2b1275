/// A set of domains, for instance `/sys/bus/ap/aqmask`.
public typealias DomainSet = IdentifierSet<DomainID>
