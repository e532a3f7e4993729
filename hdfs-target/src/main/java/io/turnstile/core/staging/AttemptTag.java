package io.turnstile.core.staging;

import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The identifier of one task attempt, {@code t12a3}. Every file that the attempt writes bears this tag.
 *
 * @param kind {@code t}; or {@code r} for a task that reduces what others have mapped, since both are counted from 0
 * @param task the task's number within the job
 * @param attempt the attempt's number, unique within the task
 */
public record AttemptTag(char kind, int task, int attempt) {
    private static final Pattern TAG = Pattern.compile("([tr])(\\d{1,9})a(\\d{1,10})");
    private static final Pattern TAGGED = Pattern.compile("(?:^|-)" + TAG.pattern() + "(?=[-._]|$)");
    private static final Pattern NUMBER = Pattern.compile("-(\\d{5,9})(?=[-._]|$)");

    public AttemptTag(int task, int attempt) {
        this('t', task, attempt);
    }

    /** An attempt of a task that reduces. */
    public static AttemptTag ofReducer(int task, int attempt) {
        return new AttemptTag('r', task, attempt);
    }

    static Optional<AttemptTag> parse(String text) {
        Matcher matcher = TAG.matcher(text);
        return matcher.matches() ? of(matcher) : Optional.empty();
    }

    /** The tag in the path of a file below the generation; empty if none of its names bears one. */
    static Optional<AttemptTag> in(String path) {
        String[] names = path.split("/", -1);
        for (int i = 0; i < names.length; i++) {
            Matcher matcher = TAGGED.matcher(names[i]);
            if (!isPartition(names, i) && matcher.find()) {
                return of(matcher);
            }
        }
        return Optional.empty();
    }

    /** Every tag in the path of a file, other than those that are part of a column's value. */
    static Set<AttemptTag> allIn(String path) {
        String[] names = path.split("/", -1);
        Set<AttemptTag> found = new HashSet<>();
        for (int i = 0; i < names.length; i++) {
            Matcher matcher = TAGGED.matcher(names[i]);
            while (!isPartition(names, i) && matcher.find()) {
                of(matcher).ifPresent(found::add);
            }
        }
        return found;
    }

    /** That of the task's first attempt, whether or not there was one: the same for all of a task's. */
    AttemptTag firstOfTask() {
        return new AttemptTag(kind, task, 0);
    }

    /** A directory that stands for a column's value; the name of a file may contain {@code =} as well. */
    private static boolean isPartition(String[] names, int i) {
        return i < names.length - 1 && names[i].contains("=");
    }

    private static Optional<AttemptTag> of(Matcher matcher) {
        try {
            return Optional.of(new AttemptTag(
                    matcher.group(1).charAt(0),
                    Integer.parseInt(matcher.group(2)),
                    Integer.parseInt(matcher.group(3))));
        } catch (NumberFormatException tooLarge) {
            return Optional.empty();
        }
    }

    /**
     * Puts the tag into the path of a file that this attempt wrote: behind the task's number in the first name that has
     * it ({@code part-00012-….parquet}, or the directory {@code part-r-00012} of a map file), else at the front of the
     * file's name. Partition directories keep their names. {@link #in} finds it again, whatever the names are.
     */
    String into(String path) {
        return behindNumber(path)
                .filter(tagged -> in(tagged).equals(Optional.of(this)))
                .orElseGet(() -> inFront(path));
    }

    private Optional<String> behindNumber(String path) {
        String[] names = path.split("/", -1);
        for (int i = 0; i < names.length; i++) {
            Matcher matcher = NUMBER.matcher(names[i]);
            while (!isPartition(names, i) && matcher.find()) {
                if (Integer.parseInt(matcher.group(1)) == task) {
                    names[i] = names[i].substring(0, matcher.end()) + "-" + this + names[i].substring(matcher.end());
                    return Optional.of(String.join("/", names));
                }
            }
        }
        return Optional.empty();
    }

    /** At the front of the first name that would itself be taken for tagged, or else of the file's. */
    private String inFront(String path) {
        String[] names = path.split("/", -1);
        int i = 0;
        while (i < names.length - 1
                && (isPartition(names, i) || !TAGGED.matcher(names[i]).find())) {
            i++;
        }
        names[i] = this + "-" + names[i];
        return String.join("/", names);
    }

    @Override
    public String toString() {
        return String.valueOf(kind) + task + "a" + attempt;
    }
}
