package weir.bench;

import java.nio.file.Path;

/**
 * How much a job is to do.
 *
 * @param keys of the row whose number of keys is not in its name
 * @param input the folder in which folders of input files are, for rows that read some
 * @param output the folder a row may write its results to, empty at first
 */
public record Workload(long events, long keys, int parallelism, Path input, Path output) {}
