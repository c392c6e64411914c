/// Words as the index's tokenizer sees them: runs of letters, digits and private-use characters.
enum QueryWords {
  /// How many there are in a text.
  static func count(in text: String) -> Int {
    var count = 0
    var isWithin = false
    for scalar in text.unicodeScalars {
      if isPart(scalar) {
        if !isWithin { count += 1 }
        isWithin = true
      } else if !isMark(scalar) {
        isWithin = false
      }
    }
    return count
  }

  private static func isPart(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter,
      .decimalNumber, .letterNumber, .otherNumber, .privateUse:
      true
    default: false
    }
  }

  private static func isMark(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.properties.generalCategory {
    case .nonspacingMark, .spacingMark, .enclosingMark: true
    default: false
    }
  }
}
