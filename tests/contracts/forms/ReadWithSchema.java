import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.apache.kafka.connect.json.JsonConverter;

/** Read JSON lines with a schema from outside, as Kafka Connect does, and write them as they are. */
public class ReadWithSchema {
    public static void main(String[] paths) throws Exception {
        String schema = Files.readString(Path.of(paths[0]));
        try (JsonConverter reader = new JsonConverter(); JsonConverter writer = new JsonConverter()) {
            reader.configure(Map.of("schemas.enable", "true", "schema.content", schema), false);
            writer.configure(Map.of("schemas.enable", "false"), false);
            for (String line : Files.readAllLines(Path.of(paths[1]))) {
                var read = reader.toConnectData("topic", line.getBytes("UTF-8"));
                byte[] written = writer.fromConnectData("topic", read.schema(), read.value());
                System.out.println(new String(written, "UTF-8"));
            }
        }
    }
}
