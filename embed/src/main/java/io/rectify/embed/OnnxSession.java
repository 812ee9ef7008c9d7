package io.rectify.embed;

import ai.onnxruntime.OrtEnvironment;
import ai.onnxruntime.OrtException;
import ai.onnxruntime.OrtLoggingLevel;
import ai.onnxruntime.OrtSession;
import java.io.IOException;

/** A model that ONNX Runtime has opened. A run computes with the thread that calls; several threads may call at a time. */
record OnnxSession(OrtEnvironment environment, OrtSession session) implements AutoCloseable {
    static OnnxSession open(ModelSource source) throws OrtException, IOException {
        OrtEnvironment environment = loaded();
        try (OrtSession.SessionOptions settings = new OrtSession.SessionOptions()) {
            environment.setTelemetry(false);
            settings.setIntraOpNumThreads(1);
            settings.setSessionLogLevel(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL);
            return new OnnxSession(environment, source.open(environment, settings));
        }
    }

    /** ONNX Runtime, its native library loaded. */
    private static OrtEnvironment loaded() throws IOException {
        try {
            return OrtEnvironment.getEnvironment(OrtLoggingLevel.ORT_LOGGING_LEVEL_FATAL, "rectify");
        } catch (LinkageError e) {
            throw new IOException(
                    "ONNX Runtime's native library cannot be loaded: " + RootCause.message(e)
                            + " (the JVM option -Djava.io.tmpdir=DIR names a writable folder for it)",
                    e);
        }
    }

    @Override
    public void close() throws IOException {
        try {
            session.close();
        } catch (OrtException e) {
            throw new IOException(e.getMessage(), e);
        }
    }
}
