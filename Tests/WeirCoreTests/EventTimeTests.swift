import Testing
import WeirCore

struct EventTimeTests {
  @Test("Arithmetic beyond the ends of time stays at the ends")
  func saturation() {
    let days = Duration.days(.max)
    #expect(EventTime.distantFuture + .milliseconds(1) == .distantFuture)
    #expect(EventTime.distantPast - .milliseconds(1) == .distantPast)
    #expect(EventTime.distantFuture - .milliseconds(-1) == .distantFuture)
    #expect(EventTime.distantPast + .milliseconds(-1) == .distantPast)
    #expect(EventTime.zero + days == .distantFuture)
    #expect(EventTime.zero.advanced(byMilliseconds: .min) == .distantPast)
    #expect((EventTime(milliseconds: -1) - days).milliseconds < 0)
    #expect(EventTime(milliseconds: 1).advanced(byMilliseconds: .max) == .distantFuture)
    #expect(ProcessingTime(milliseconds: .max) + .seconds(1) == ProcessingTime(milliseconds: .max))
  }

  @Test("Arithmetic inside the range is exact")
  func exact() {
    let time = EventTime(milliseconds: 1_357_034_400_000)
    #expect((time + .hours(24)).milliseconds == 1_357_120_800_000)
    #expect(time + .minutes(90) - .minutes(90) == time)
    #expect(EventTime.distantPast.advanced(byMilliseconds: .max).milliseconds == -1)
  }

  @Test("Durations give whole milliseconds, rounded towards zero, and never trap")
  func durations() {
    #expect(Duration.days(1).milliseconds == 86_400_000)
    #expect(Duration.microseconds(1_999).milliseconds == 1)
    #expect(Duration.microseconds(-1_999).milliseconds == -1)
    #expect(Duration.seconds(Int64.max).milliseconds == .max)
    #expect(Duration.seconds(Int64.min).milliseconds == .min)
    #expect(Duration.hours(.max).milliseconds == .max)
    #expect(Duration.hours(.min).milliseconds == .min)
  }

  @Test("A window's last moment is the one before its end")
  func lastMoment() {
    let window = Window(start: .zero, end: EventTime(milliseconds: 10))
    #expect(window.lastMoment == EventTime(milliseconds: 9))
    #expect(Window.global.lastMoment.milliseconds == .max - 1)
  }
}
