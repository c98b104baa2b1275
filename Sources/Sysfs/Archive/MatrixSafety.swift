/// Whether the kernel can format an mdev's `matrix` and `guest_matrix` without harm.
///
/// Kernels before 6.17 write one line of 8 bytes for every APQN into a page of 4,096 bytes and do
/// not stop at its end: with 512 APQNs, a read damages the kernel.
struct MatrixSafety {
  /// The APQNs from which on a matrix overruns its page.
  static let limit = 512

  /// Whether the kernel is known to stop at the end of the page.
  let isBounded: Bool
  /// The queues bound to vfio_ap.
  let boundQueues: Int

  /// Looks at the host once.
  init(_ tree: any SysfsTree) {
    // The formatter was bounded in 6.17; this attribute came in 6.19.
    isBounded = (try? tree.read("bus/ap/bindings_complete_count")) != nil
    let bound = (try? tree.list("bus/ap/drivers/vfio_ap")) ?? []
    boundQueues = bound.count { $0.name.contains(".") }
  }

  /// Whether the matrix of an mdev may be read.
  func isSafe(_ mdev: String, in tree: any SysfsTree) -> Bool {
    if isBounded { return true }
    guard let text = try? tree.text("\(mdev)/ap_config") else {
      // A kernel before 6.10 tells the assignment in no other way; queues that are assigned and have
      // no device stay uncounted.
      return boundQueues < Self.limit
    }
    let masks = text.split(separator: ",")
    guard masks.count >= 2 else { return false }
    return Self.bits(masks[0]) * Self.bits(masks[1]) < Self.limit
  }

  /// The bits that are set in a mask; more than any mask has if it is none.
  private static func bits(_ mask: Substring) -> Int {
    guard mask.hasPrefix("0x") else { return 256 }
    return mask.dropFirst(2).reduce(0) { $0 + ($1.hexDigitValue?.nonzeroBitCount ?? 256) }
  }
}
