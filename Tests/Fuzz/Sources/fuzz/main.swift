// fuzz TARGET [LIBFUZZER-OPTION...] [CORPUS...]: feeds one parser with what libFuzzer thinks of.
import CFuzz
import Glibc

/// The parser that is fed; libFuzzer's callback can carry no context.
nonisolated(unsafe) var chosen: (([UInt8]) -> Void)?

let names = Parser.all.map(\.name)
guard CommandLine.arguments.count > 1, let parser = Parser.named(CommandLine.arguments[1]) else {
  print(names.joined(separator: "\n"))
  exit(CommandLine.arguments.count > 1 ? 64 : 0)
}
chosen = parser.run

var count = CommandLine.argc - 1
var arguments = UnsafeMutablePointer(CommandLine.unsafeArgv + 1)
let status = withUnsafeMutablePointer(to: &arguments) { pointer in
  LLVMFuzzerRunDriver(&count, pointer) { data, size in
    chosen?(Array(UnsafeBufferPointer(start: data, count: size)))
    return 0
  }
}
exit(status)
