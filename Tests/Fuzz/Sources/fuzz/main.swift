// APMATRIX_PARSER=NAME fuzz [LIBFUZZER-OPTION...] [CORPUS...]: feeds one parser with what libFuzzer thinks
// of; without a name, prints the names. The name is in the environment, since libFuzzer starts itself
// again with the same arguments for some of its work.
import CFuzz
import Glibc

/// The parser that is fed; libFuzzer's callback can carry no context.
nonisolated(unsafe) var chosen: (([UInt8]) -> Void)?

guard let name = getenv("APMATRIX_PARSER").map({ String(cString: $0) }) else {
  print(Parser.all.map(\.name).joined(separator: "\n"))
  exit(0)
}
guard let parser = Parser.named(name) else {
  print("APMATRIX_PARSER=\(name): not one of \(Parser.all.map(\.name).joined(separator: ", "))")
  exit(64)
}
chosen = parser.run

var count = CommandLine.argc
var arguments = UnsafeMutablePointer(CommandLine.unsafeArgv)
let status = withUnsafeMutablePointer(to: &arguments) { pointer in
  LLVMFuzzerRunDriver(&count, pointer) { data, size in
    chosen?(Array(UnsafeBufferPointer(start: data, count: size)))
    return 0
  }
}
exit(status)
