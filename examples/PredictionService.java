///usr/bin/env jbang "$0" "$@" ; exit $?
//JAVA 17+
//DEPS io.rectify:rectify-formats:0.1.0-SNAPSHOT

import com.sun.net.httpserver.HttpServer;
import io.rectify.probe.Model;
import io.rectify.probe.Prediction;
import io.rectify.run.ModelFile;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.concurrent.Executors;

/**
 * A service on this machine: POST numbers of one row, parted by commas, and get the label and its probability. A model is immutable,
 * so that one serves all threads.
 */
public final class PredictionService {
    /** @param args model.safetensors [port, 0 for any] */
    public static void main(String[] args) throws Exception {
        HttpServer server = start(ModelFile.read(Path.of(args[0])), args.length > 1 ? Integer.parseInt(args[1]) : 0);
        System.out.println("http://127.0.0.1:" + server.getAddress().getPort() + "/predict");
    }

    static HttpServer start(Model model, int port) throws Exception {
        HttpServer server = HttpServer.create(new InetSocketAddress("127.0.0.1", port), 0);
        server.setExecutor(Executors.newFixedThreadPool(4));
        server.createContext("/predict", exchange -> {
            String answer;
            int code = 200;
            try {
                String body = new String(exchange.getRequestBody().readNBytes(1 << 20), StandardCharsets.UTF_8);
                String[] cells = body.strip().split(",");
                float[] row = new float[cells.length];
                for (int j = 0; j < row.length; j++) {
                    row[j] = Float.parseFloat(cells[j]);
                }
                Prediction prediction = model.predict(new float[][] {row});
                answer = prediction.label(0) + "," + prediction.confidence(0) + "\n";
            } catch (IllegalArgumentException e) {
                code = 400;
                answer = e.getMessage() + "\n";
            }
            byte[] bytes = answer.getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(code, bytes.length);
            exchange.getResponseBody().write(bytes);
            exchange.close();
        });
        server.start();
        return server;
    }
}
