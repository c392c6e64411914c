import Testing

@testable import WeirJobs
