package weir.bench;

import java.util.HashMap;
import java.util.Map;

/** The command line: `--name value` pairs and flags. */
public final class Arguments {
  private static final String VALUED =
      " row events keys parallelism checkpoint-interval warmup-events rate output input"
          + " buffer-timeout seconds checkpoints ";

  private final Map<String, String> values = new HashMap<>();

  public Arguments(String[] words) {
    for (int i = 0; i < words.length; i++) {
      String name = words[i].startsWith("--") ? words[i].substring(2) : "";
      if (name.equals("latency")) {
        values.put("row", "latency");
      } else if (!name.isEmpty() && VALUED.contains(" " + name + " ") && i + 1 < words.length) {
        values.put(name, words[++i]);
      } else {
        throw new IllegalArgumentException("unknown or unfinished argument " + words[i]);
      }
    }
  }

  public String text(String name, String otherwise) {
    return values.getOrDefault(name, otherwise);
  }

  public long number(String name, long otherwise) {
    String value = values.get(name);
    if (value == null) {
      return otherwise;
    }
    try {
      long number = Long.parseLong(value.replace("_", ""));
      if (number >= 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      // said below
    }
    throw new IllegalArgumentException("--" + name + " is " + value + "; it must be a number >= 0");
  }

  public String row() {
    return text("row", "");
  }

  public int parallelism() {
    return (int) Math.max(1, Math.min(128, number("parallelism", 1)));
  }
}
