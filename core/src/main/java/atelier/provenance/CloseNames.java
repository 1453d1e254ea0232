package atelier.provenance;

import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** Guesses what a mistyped name was meant to be. */
public final class CloseNames {
    private static final int MOST = 3;

    private CloseNames() {}

    /**
     * The known names that are near to a mistyped one, nearest first: at most a third of its letters differ, or one
     * begins with the other; case does not count.
     */
    public static List<String> to(String typed, Collection<String> known) {
        String wanted = typed.toLowerCase(Locale.ROOT);
        record Candidate(String name, int distance) {}
        List<Candidate> near = known.stream()
                .map(name -> new Candidate(name, distance(wanted, name.toLowerCase(Locale.ROOT))))
                .filter(candidate -> isNear(wanted, candidate.name().toLowerCase(Locale.ROOT), candidate.distance()))
                .sorted(Comparator.comparingInt(Candidate::distance).thenComparing(Candidate::name))
                .toList();
        return near.stream()
                // What is clearly farther than the nearest was hardly meant.
                .takeWhile(candidate -> candidate.distance() <= near.get(0).distance() + 1)
                .map(Candidate::name)
                .limit(MOST)
                .toList();
    }

    /** A sentence to end a message with, such as {@code " Did you mean 'compare'?"}; empty where nothing is near. */
    public static String question(String typed, Collection<String> known) {
        List<String> near = to(typed, known);
        return near.isEmpty()
                ? ""
                : near.stream()
                        .map(name -> "'" + name + "'")
                        .collect(Collectors.joining(" or ", " Did you mean ", "?"));
    }

    private static boolean isNear(String typed, String name, int distance) {
        int length = Math.max(typed.length(), name.length());
        boolean begins = typed.length() >= 3 && (name.startsWith(typed) || typed.startsWith(name));
        return begins || distance <= Math.max(1, length / 3);
    }

    /** Insertions, deletions, replacements and swaps of neighbours that turn one into the other. */
    private static int distance(String from, String to) {
        int[][] cost = new int[from.length() + 1][to.length() + 1];
        for (int i = 0; i <= from.length(); i++) {
            cost[i][0] = i;
        }
        for (int j = 0; j <= to.length(); j++) {
            cost[0][j] = j;
        }
        for (int i = 1; i <= from.length(); i++) {
            for (int j = 1; j <= to.length(); j++) {
                boolean same = from.charAt(i - 1) == to.charAt(j - 1);
                cost[i][j] =
                        Math.min(Math.min(cost[i - 1][j], cost[i][j - 1]) + 1, cost[i - 1][j - 1] + (same ? 0 : 1));
                boolean swapped = i > 1
                        && j > 1
                        && from.charAt(i - 1) == to.charAt(j - 2)
                        && from.charAt(i - 2) == to.charAt(j - 1);
                if (swapped) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[from.length()][to.length()];
    }
}
