import WeirStorage

/// What was asked for on the command line.
struct Command {
  enum Action: String { case measure, check, update }

  static let usage = """
    weir-counters measure [KIND…]   prints what is measured now, with --only NAME of one chain
    weir-counters check [KIND…]     compares it with the limits; exit code 1 when it does not fit
    weir-counters update [KIND…]    writes the limits anew

    KIND is allocations, sends or checkpoints; all when there is none.
      --limits DIR      where the files of limits are, instead of beside this program's source
      --measured FILE   what `measure` has printed for the one KIND, instead of measuring
    """

  private let action: Action
  private var kinds: [CounterKind] = []
  private var limits: String
  private var measured: String?
  private var prefix = ""

  init(_ words: [String]) throws {
    limits = #filePath.split(separator: "/").dropLast().map { "/" + $0 }.joined() + "/Limits"
    guard let first = words.first, let action = Action(rawValue: first) else {
      throw CounterError(Self.usage, .usage)
    }
    self.action = action
    var rest = words.dropFirst()
    while let word = rest.popFirst() {
      switch word {
      case "--limits": limits = try Self.value(of: word, &rest)
      case "--measured": measured = try Self.value(of: word, &rest)
      case "--only" where action == .measure: prefix = try Self.value(of: word, &rest)
      default:
        guard let kind = CounterKind(rawValue: word) else {
          throw CounterError("there is no \(word)\n\(Self.usage)", .usage)
        }
        kinds.append(kind)
      }
    }
    if kinds.isEmpty { kinds = CounterKind.allCases }
    if measured != nil, kinds.count != 1 {
      throw CounterError("--measured needs one KIND\n\(Self.usage)", .usage)
    }
  }

  private static func value(of option: String, _ rest: inout ArraySlice<String>) throws -> String {
    guard let value = rest.popFirst() else {
      throw CounterError("\(option) needs a value\n\(usage)", .usage)
    }
    return value
  }

  func run() async throws {
    var problems: [String] = []
    for kind in kinds {
      let counters = try await counters(of: kind)
      let path = "\(limits)/\(kind.fileName)"
      switch action {
      case .measure: print(Self.text(counters))
      case .update: try write(Limits.fileText(counters, kind), to: path)
      case .check:
        print(Self.text(counters))
        problems += try Limits(try read(path), file: path).problems(counters, file: path)
      }
    }
    if !problems.isEmpty {
      throw CounterError(problems.joined(separator: "\n"), .exceeded)
    }
  }

  private func counters(of kind: CounterKind) async throws -> [Counter] {
    guard let measured else { return try await kind.measure(prefix) }
    return try Limits(try read(measured), file: measured).values.map {
      Counter(name: $0.name, value: $0.limit)
    }
  }

  private static func text(_ counters: [Counter]) -> String {
    counters.map { "\($0.name) \(Limits.text($0.value))" }.joined(separator: "\n")
  }

  private func read(_ path: String) throws -> String {
    let bytes = try AtomicFile.readAll(path, on: PosixFileSystem(), limit: 1 << 20)
    return String(decoding: bytes, as: UTF8.self)
  }

  private func write(_ text: String, to path: String) throws {
    try AtomicFile.write(Array(text.utf8), to: path, on: PosixFileSystem())
    print("wrote \(path)")
  }
}
