public import APModel

extension HostRoot {
  /// Who is configured to use the host's queues, or was given them: the consumers in `/etc`, and the pods of
  /// `/var/lib/kubelet`; and what of them could not be looked at.
  public func configuredUsers() -> QueueUsers {
    ConsumerReader(tree("etc")).users()
      .union(KubeletReader(tree("var/lib/kubelet"), proc: tree("proc")).users())
  }
}
