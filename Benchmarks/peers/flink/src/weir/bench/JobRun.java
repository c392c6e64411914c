package weir.bench;

/**
 * A job's run to its end.
 *
 * @param seconds from its submission
 */
public record JobRun(double seconds, CheckpointFigures checkpoints) {}
