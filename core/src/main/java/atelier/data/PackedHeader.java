package atelier.data;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.List;

/**
 * The JSON part of a packed file.
 *
 * @param version of the format
 * @param count pictures
 * @param size side in pixels
 * @param channels 1 or 3
 * @param labelNames by label; empty: unlabelled
 * @param contentHash SHA-256 over pixels, labels and names
 * @param crc32c of the pixels and tables as stored
 * @param options how the pictures were made, as one line
 * @param ownTest whether the source has a test split of its own
 * @param scan what was found in the source
 */
@JsonIgnoreProperties(ignoreUnknown = true)
record PackedHeader(
        int version,
        int count,
        int size,
        int channels,
        List<String> labelNames,
        String contentHash,
        long crc32c,
        String options,
        boolean ownTest,
        DataScan scan) {
    private static final ObjectMapper MAPPER = JsonMapper.builder().build();

    byte[] toJson() throws IOException {
        return MAPPER.writeValueAsBytes(this);
    }

    static PackedHeader fromJson(byte[] json) throws IOException {
        return MAPPER.readValue(json, PackedHeader.class);
    }
}
