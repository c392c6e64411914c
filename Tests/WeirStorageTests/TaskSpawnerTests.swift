import Synchronization
import Testing
import WeirCore

@testable import WeirStorage

struct TaskSpawnerTests {
  @Test("Spawned work runs, can be awaited and cancelled")
  func spawning() async {
    let counter = Counter()
    let spawner = TaskSpawner()
    await spawner.spawn { counter.value.add(1, ordering: .relaxed) }.wait()
    let sleeper = spawner.spawn {
      do { try await SystemClock().sleep(for: .seconds(3_600)) } catch {
        counter.value.add(10, ordering: .relaxed)
      }
    }
    sleeper.cancel()
    await sleeper.wait()
    #expect(counter.value.load(ordering: .relaxed) == 11)
  }

  @Test("The machine's environment differs in its random numbers at each call")
  func environment() async throws {
    let environment = Environment.system()
    #expect(environment.random() != environment.random())
    #expect(try await environment.blocking.run { 1 } == 1)
    #expect(try environment.fileSystem.status("/")?.kind == .directory)
  }

  private final class Counter: Sendable { let value = Atomic<Int>(0) }
}
