package atelier.training;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;

/**
 * What can be on a disk after the power was cut. Contents belong to files, names to folders. A forced file keeps what was
 * written to it, a forced folder keeps its names; of everything else since, any part may be there and any part missing,
 * in any order, and the last write that is there may be torn. That is more than journalling file systems allow.
 */
final class PowerLoss {
    /** Up to so many unforced changes every subset is tried; beyond, all, none, each alone, each missing, each prefix. */
    private static final int ALL_SUBSETS = 6;

    /** A change that a force would make safe. */
    private record Change(
            int order, boolean ofNames, Path folder, int file, RecordingDisk.Call call, Map<Path, Integer> link) {}

    private final Map<Path, Integer> names = new TreeMap<>();
    private final Map<Integer, byte[]> safeContents = new HashMap<>();
    private final Map<Path, Integer> safeNames = new TreeMap<>();
    private final List<Change> pending = new ArrayList<>();
    /** Those that were made; a file is there only with its folders. */
    private final Set<Path> folders = new HashSet<>();

    private int nextFile;
    private int order;

    /** Follows one more call. */
    void follow(RecordingDisk.Call call) {
        if (call instanceof RecordingDisk.CreateFolder create) {
            folders.add(create.folder());
            link(create.folder(), newFile(), call);
        } else if (call instanceof RecordingDisk.Create create) {
            Integer old = names.get(create.file());
            if (old == null) {
                link(create.file(), newFile(), call);
            } else {
                change(old, new RecordingDisk.Cut(create.file(), 0));
            }
        } else if (call instanceof RecordingDisk.Cut cut) {
            if (!names.containsKey(cut.file())) {
                link(cut.file(), newFile(), call);
            }
            change(names.get(cut.file()), call);
        } else if (call instanceof RecordingDisk.Write write) {
            change(names.get(write.file()), call);
        } else if (call instanceof RecordingDisk.Move move) {
            Integer file = names.remove(move.from());
            names.put(move.to(), file);
            Map<Path, Integer> link = new HashMap<>();
            link.put(move.from(), null);
            link.put(move.to(), file);
            pending.add(new Change(order++, true, move.to().getParent(), file, call, link));
        } else if (call instanceof RecordingDisk.Delete delete && names.containsKey(delete.file())) {
            Map<Path, Integer> link = new HashMap<>();
            link.put(delete.file(), null);
            pending.add(new Change(order++, true, delete.file().getParent(), names.remove(delete.file()), call, link));
        } else if (call instanceof RecordingDisk.Force force) {
            int file = names.get(force.file());
            settle(change -> !change.ofNames && change.file == file);
        } else if (call instanceof RecordingDisk.ForceFolder force) {
            settle(change -> change.ofNames && change.folder.equals(force.folder()));
        }
    }

    private int newFile() {
        safeContents.put(nextFile, new byte[0]);
        return nextFile++;
    }

    private void link(Path name, int file, RecordingDisk.Call call) {
        names.put(name, file);
        Map<Path, Integer> link = new HashMap<>();
        link.put(name, file);
        pending.add(new Change(order++, true, name.getParent(), file, call, link));
    }

    private void change(int file, RecordingDisk.Call call) {
        pending.add(new Change(order++, false, null, file, call, Map.of()));
    }

    private void settle(java.util.function.Predicate<Change> forced) {
        List<Change> now = pending.stream().filter(forced).toList();
        apply(now, safeNames, safeContents, -1);
        pending.removeAll(now);
    }

    /** Every state that a cut at this moment could leave: contents by name. */
    List<Map<Path, byte[]>> states() {
        List<Map<Path, byte[]>> states = new ArrayList<>();
        for (List<Change> survivors : subsets()) {
            states.add(state(survivors, -1));
            int last = lastWrite(survivors);
            if (last >= 0) {
                states.add(state(survivors, last));
            }
        }
        return states;
    }

    private static int lastWrite(List<Change> changes) {
        for (int i = changes.size() - 1; i >= 0; i--) {
            if (changes.get(i).call instanceof RecordingDisk.Write write && write.bytes().length > 1) {
                return i;
            }
        }
        return -1;
    }

    private Set<List<Change>> subsets() {
        Set<List<Change>> subsets = new LinkedHashSet<>();
        int count = pending.size();
        if (count <= ALL_SUBSETS) {
            for (int bits = 0; bits < 1 << count; bits++) {
                List<Change> chosen = new ArrayList<>();
                for (int i = 0; i < count; i++) {
                    if ((bits >> i & 1) == 1) {
                        chosen.add(pending.get(i));
                    }
                }
                subsets.add(chosen);
            }
            return subsets;
        }
        for (int i = 0; i <= count; i++) {
            subsets.add(List.copyOf(pending.subList(0, i)));
            subsets.add(List.copyOf(pending.subList(i, count)));
        }
        for (int i = 0; i < count; i++) {
            subsets.add(List.of(pending.get(i)));
            List<Change> without = new ArrayList<>(pending);
            without.remove(i);
            subsets.add(without);
        }
        return subsets;
    }

    private Map<Path, byte[]> state(List<Change> survivors, int torn) {
        Map<Path, Integer> linked = new TreeMap<>(safeNames);
        Map<Integer, byte[]> contents = new HashMap<>(safeContents);
        apply(survivors, linked, contents, torn);
        Map<Path, byte[]> state = new TreeMap<>();
        linked.forEach((name, file) -> {
            if (!folders.contains(name) && hasItsFolders(name, linked.keySet())) {
                state.put(name, contents.getOrDefault(file, new byte[0]));
            }
        });
        return state;
    }

    private boolean hasItsFolders(Path name, Set<Path> linked) {
        for (Path above = name.getParent(); above != null; above = above.getParent()) {
            if (folders.contains(above) && !linked.contains(above)) {
                return false;
            }
        }
        return true;
    }

    /**
     * @param torn which change is written only by half
     */
    private static void apply(
            List<Change> changes, Map<Path, Integer> linked, Map<Integer, byte[]> contents, int torn) {
        for (int i = 0; i < changes.size(); i++) {
            Change change = changes.get(i);
            change.link.forEach((name, file) -> {
                if (file == null) {
                    linked.remove(name);
                } else {
                    linked.put(name, file);
                }
            });
            byte[] content = contents.getOrDefault(change.file, new byte[0]);
            if (change.call instanceof RecordingDisk.Cut cut && !change.ofNames) {
                contents.put(change.file, Arrays.copyOf(content, (int) Math.min(content.length, cut.length())));
            } else if (change.call instanceof RecordingDisk.Write write) {
                int length = i == torn ? write.bytes().length / 2 : write.bytes().length;
                // What comes before it and was lost is zeros.
                int from = (int) write.position();
                byte[] grown = Arrays.copyOf(content, Math.max(content.length, from + length));
                System.arraycopy(write.bytes(), 0, grown, from, length);
                contents.put(change.file, grown);
            }
        }
    }
}
