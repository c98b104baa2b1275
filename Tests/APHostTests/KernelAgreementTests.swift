import APHost
import APModel
import Sysfs
import TestSupport
import Testing

/// What is computed from a tree equals what the kernel printed in the same tree.
@Suite
struct `The computed matrix` {
  @Test(arguments: RecordedHost.all.sampled)
  func `is the kernel's matrix`(recording: RecordedHost) throws {
    let tree = try recording.tree()
    guard !tree.archive.withheld.contains("matrix") else { return }
    for mdev in try HostReader(tree, insists: true).snapshot().mdevs where mdev.state == .active {
      let assigned = try #require(mdev.assigned)
      let text = MatrixText.text(adapters: assigned.adapters, domains: assigned.domains)
      let kernel = String(
        decoding: try tree.read("devices/vfio_ap/matrix/\(mdev.uuid)/matrix"), as: UTF8.self)
      #expect(String(text.prefix(MatrixText.limit)) == kernel, "\(mdev.uuid)")
      let controls = try tree.read("devices/vfio_ap/matrix/\(mdev.uuid)/control_domains")
      #expect(ControlDomainText.text(assigned.controlDomains).utf8.elementsEqual(controls))
    }
  }

  @Test(arguments: RecordedHost.all.sampled)
  func `gives the kernel's guest matrix, or says which history made it differ`(
    recording: RecordedHost
  ) throws {
    let tree = try recording.tree()
    guard !tree.archive.withheld.contains("guest_matrix") else { return }
    let snapshot = try HostReader(tree, insists: true).snapshot()
    for guest in HostAnalysis(snapshot).guests where guest.mdev.state == .active {
      let path = "devices/vfio_ap/matrix/\(guest.mdev.uuid)/guest_matrix"
      let kernel = String(decoding: try tree.read(path), as: UTF8.self)
      guard !snapshot.bus.lacksHostConfiguration else {
        #expect(kernel.isEmpty && guest.effective == Matrix())
        continue
      }
      let computed = try #require(guest.computed)
      let text = MatrixText.text(adapters: computed.adapters, domains: computed.domains)
      guard String(text.prefix(MatrixText.limit)) != kernel else { continue }
      // The kernel gives less than the rule: each such queue must be explained by exactly that.
      let shown = try #require(MatrixText(kernel)).shown
      let lost = computed.queues.filter { !shown.contains($0) }
      #expect(!lost.isEmpty)
      for queue in lost {
        let reason = guest.missing.first { $0.queue == queue }?.reason
        #expect(reason == .notFilteredAgain(canRewrite: snapshot.capabilities.apConfig))
      }
    }
  }
}
