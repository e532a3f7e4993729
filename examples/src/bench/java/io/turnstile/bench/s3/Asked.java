package io.turnstile.bench.s3;

import java.util.EnumMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * Requests to an S3 server, by kind.
 *
 * @param kinds how many of each; none of those that are not there
 */
record Asked(Map<Kind, Integer> kinds) {
    /** As they are paid for; a multipart upload is a PUT for each of its steps. */
    enum Kind {
        PUT,
        COPY,
        LIST,
        HEAD,
        GET,
        DELETE
    }

    /** Of those that have passed a gate, as method and path. */
    static Asked of(List<String> passed) {
        Map<Kind, Integer> kinds = new EnumMap<>(Kind.class);
        passed.forEach(request -> kinds.merge(kind(request), 1, Integer::sum));
        return new Asked(kinds);
    }

    private static Kind kind(String request) {
        String method = request.substring(0, request.indexOf(' '));
        String query = request.substring(request.indexOf('?') + 1);
        return switch (method) {
            case "GET" -> query.startsWith("list-type") || query.startsWith("uploads") ? Kind.LIST : Kind.GET;
            case "POST" -> query.startsWith("delete") ? Kind.DELETE : Kind.PUT;
            default -> Kind.valueOf(method);
        };
    }

    int total() {
        return kinds.values().stream().mapToInt(count -> count).sum();
    }

    int of(Kind kind) {
        return kinds.getOrDefault(kind, 0);
    }

    /** All together, and then each kind that there is. */
    @Override
    public String toString() {
        return String.format(Locale.ROOT, "%,d: ", total())
                + kinds.entrySet().stream()
                        .map(each -> String.format(Locale.ROOT, "%,d %s", each.getValue(), each.getKey()))
                        .collect(Collectors.joining(", "));
    }
}
