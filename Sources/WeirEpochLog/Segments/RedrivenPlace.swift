/// A change of a page that was refused once and asked for again.
struct RedrivenPlace {
  let change: LoggedChange
  let redriven: RedrivenChange
  /// How many of the page's other changes come before it.
  let place: Int32
  /// The place of the last other change of its key in the page, or -1.
  let last: Int32

  /// The order in which changes are given again: as they were made, and what is forced after that,
  /// as it was asked for.
  static func precedes(_ left: RedrivenPlace, _ right: RedrivenPlace) -> Bool {
    if left.redriven.isForced != right.redriven.isForced { return right.redriven.isForced }
    if left.redriven.isForced { return left.change.sequence < right.change.sequence }
    return (left.redriven.epoch, left.redriven.sequence)
      < (right.redriven.epoch, right.redriven.sequence)
  }
}
