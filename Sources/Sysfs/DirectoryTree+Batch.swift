internal import CLinux
internal import SystemPackage

extension DirectoryTree {
  /// How many attributes are open at once: far below the 1,024 descriptors that a process has by
  /// default, and enough that closing them costs next to nothing.
  private static let openAtOnce = 128

  /// Reads many attributes with two calls each: their descriptors are closed together, and those of
  /// neighbours are opened from a directory that they share.
  ///
  /// See `SysfsTree`. An attribute that can't be opened for want of a descriptor is read alone, once
  /// the others are closed.
  public func values(_ paths: [String]) -> [Result<[UInt8], SysfsError>] {
    var values: [Result<[UInt8], SysfsError>] = []
    values.reserveCapacity(paths.count)
    var bin = DescriptorBin(capacity: Self.openAtOnce)
    var place = SharedPlace(prefix)
    defer { place.leave() }
    for path in paths {
      let value = Result { () throws(SysfsError) in
        try read(path, from: &place, leavingIn: &bin)
      }
      guard case .failure(.refused(.open, _, .tooManyOpenFiles)) = value else {
        values.append(value)
        continue
      }
      bin.empty()
      values.append(Result { () throws(SysfsError) in try read(path) })
    }
    bin.empty()
    return values
  }

  private func read(
    _ path: String, from place: inout SharedPlace, leavingIn bin: inout DescriptorBin
  ) throws(SysfsError) -> [UInt8] {
    let file: FileDescriptor
    if let near = try place.open(path) { file = near } else { file = try open(path, .readOnly) }
    defer { bin.put(file) }
    return try contents(of: file, path: path)
  }
}

/// Descriptors that are no longer needed, closed many at once.
///
/// The kernel hands out the lowest free number, so a batch is one run of numbers, or a few where the
/// process had gaps; only what was put in is ever closed.
private struct DescriptorBin {
  private let capacity: Int
  private var numbers: [CInt] = []

  init(capacity: Int) {
    self.capacity = capacity
    numbers.reserveCapacity(capacity)
  }

  mutating func put(_ file: FileDescriptor) {
    numbers.append(file.rawValue)
    if numbers.count == capacity { empty() }
  }

  /// Closes all, with one call for each run of consecutive numbers.
  mutating func empty() {
    numbers.sort()
    var start = numbers.startIndex
    for place in numbers.indices {
      let next = place + 1
      if next < numbers.endIndex, numbers[next] == numbers[place] + 1 { continue }
      clinux_close_run(numbers[start], numbers[place])
      start = next
    }
    numbers.removeAll(keepingCapacity: true)
  }
}
