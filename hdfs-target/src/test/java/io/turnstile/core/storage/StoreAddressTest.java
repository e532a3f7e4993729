package io.turnstile.core.storage;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.hadoop.conf.Configuration;
import org.apache.hadoop.fs.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StoreAddressTest {
    private final Configuration configuration = new Configuration(false);

    private StoreAddress address() {
        return StoreAddress.of(new Path("s3a://bucket/cache"), configuration);
    }

    @Test
    void storeWithoutAnEndpointIsAws() {
        assertThat(address()).isEqualTo(new StoreAddress("AWS", true));
    }

    @ParameterizedTest
    @CsvSource({
        "s3.eu-central-1.amazonaws.com, true",
        "https://s3.cn-north-1.amazonaws.com.cn, true",
        "https://bucket.vpce-1a2b.s3.us-east-1.vpce.amazonaws.com:443, true",
        "http://127.0.0.1:9000, false",
        "minio:9000, false",
        "https://amazonaws.com.example.org, false",
        "https://notamazonaws.com, false"
    })
    void hostTellsWhetherItIsAws(String endpoint, boolean aws) {
        configuration.set("fs.s3a.endpoint", endpoint);
        assertThat(address()).isEqualTo(new StoreAddress(endpoint, aws));
    }

    @Test
    void bucketMayBeElsewhere() {
        configuration.set("fs.s3a.endpoint", "s3.eu-central-1.amazonaws.com");
        configuration.set("fs.s3a.bucket.bucket.endpoint", "http://minio:9000");
        assertThat(address()).isEqualTo(new StoreAddress("http://minio:9000", false));
    }

    /** Each region decides by itself who has created an object. */
    @Test
    void accessPointForSeveralRegionsIsNotKnown() {
        configuration.set(
                "fs.s3a.bucket.bucket.accesspoint.arn", "arn:aws:s3::123456789012:accesspoint/mfzwi23gnjvgw.mrap");
        assertThat(address().known()).isFalse();
    }
}
