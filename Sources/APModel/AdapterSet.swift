/// A set of adapters, for instance `/sys/bus/ap/apmask`.
public typealias AdapterSet = IdentifierSet<AdapterID>
