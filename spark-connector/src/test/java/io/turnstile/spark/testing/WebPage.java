package io.turnstile.spark.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A page that a server has sent, or what a browser has made of it.
 *
 * @param status of the HTTP answer
 */
public record WebPage(int status, String html) {
    private static final HttpClient CLIENT =
            HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).build();

    /** Asks for it. */
    public static WebPage at(String url) {
        try {
            HttpResponse<String> response = CLIENT.send(
                    HttpRequest.newBuilder(URI.create(url))
                            .timeout(Duration.ofSeconds(60))
                            .build(),
                    HttpResponse.BodyHandlers.ofString());
            return new WebPage(response.statusCode(), response.body());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    /** The rows of a table that have this text in a cell, each as the HTML within its cells. */
    public List<List<String>> rows(String table, String text) {
        return Pattern.compile("<table[^>]* id=\"" + table + "\".*?</table>", Pattern.DOTALL)
                .matcher(html)
                .results()
                .flatMap(found -> Arrays.stream(found.group().split("<tr", -1)))
                .map(row -> Pattern.compile("<td[^>]*>(.*?)</td>", Pattern.DOTALL)
                        .matcher(row)
                        .results()
                        .map(cell -> cell.group(1).strip())
                        .toList())
                .filter(cells -> cells.contains(text))
                .toList();
    }

    /** Where its links go. */
    public List<String> links(String part) {
        return Pattern.compile("href=\"([^\"]*)\"")
                .matcher(html)
                .results()
                .map((MatchResult link) -> link.group(1))
                .filter(link -> link.contains(part))
                .toList();
    }
}
