package io.turnstile.bench.s3;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class AskedTest {
    @Test
    void requestsAreToldApartAsTheyArePaidFor() {
        Asked asked = Asked.of(List.of(
                "GET /bucket?list-type=2&prefix=a",
                "GET /bucket/?uploads&prefix=a",
                "GET /bucket/a/file",
                "HEAD /bucket/a/file",
                "PUT /bucket/a/file",
                "PUT /bucket/a/file?partNumber=1&uploadId=x",
                "POST /bucket/a/file?uploads",
                "POST /bucket/a/file?uploadId=x",
                "COPY /bucket/a/file",
                "POST /bucket/?delete",
                "DELETE /bucket/a/file"));

        assertThat(asked).hasToString("11: 4 PUT, 1 COPY, 2 LIST, 1 HEAD, 1 GET, 2 DELETE");
        assertThat(asked.total()).isEqualTo(11);
        assertThat(asked.of(Asked.Kind.COPY)).isEqualTo(1);
    }

    @Test
    void nothingIsNone() {
        assertThat(Asked.of(List.of()).of(Asked.Kind.COPY)).isZero();
    }
}
